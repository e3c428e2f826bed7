using Azure.Storage.Blobs;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.Triggers;

/// <summary>What the daily verification keeps outside of the tables: once for each day, and never in the way of buying.</summary>
public sealed class RootArchiveTests(TestServers servers) : IDisposable
{
    private const int ShardCount = 2;

    private static int days;

    /// <summary>Days of its own on the container that all tests share.</summary>
    private readonly FakeTimeProvider clock = new(TestMessage.Day.AddDays(100 * Interlocked.Increment(ref days)));

    private readonly LedgerSystem system = new(new MemoryTableStore(), ShardCount);
    private readonly LinesOfLog lines = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Name => $"{clock.GetUtcNow():yyyy-MM-dd}.json";

    public void Dispose() => system.Dispose();

    [Fact]
    public async Task Root_of_the_day_is_written_once_and_later_verifications_of_that_day_leave_it()
    {
        var container = await ContainerAsync();
        await OpenAsync("s", 20);
        await VerifyAsync(container.Options);
        var first = await container.ReadAsync(Name);
        await RecordAsync("later", 10);
        await VerifyAsync(container.Options);

        var root = ArchivedRoot.Read(first);
        Assert.Equal((20L, 20 * 10_00L, ShardCount), (root.Entries, root.TotalCents, root.Shards.Count));
        Assert.Equal((DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), clock.GetUtcNow().UtcDateTime), (root.Day, root.VerifiedAt));
        Assert.Equal(first.ToString(), (await container.ReadAsync(Name)).ToString());
        Assert.Collection(
            lines.Told,
            line => Assert.Equal($"Information: The ledger root of the day was archived as {Name}: {root.LedgerRoot}", line),
            line => Assert.Equal($"Information: The ledger root of the day is archived already as {Name}: {root.LedgerRoot}", line));
    }

    [Fact]
    public async Task Root_that_is_there_and_is_none_of_this_ledger_is_told_and_left()
    {
        var container = await ContainerAsync();
        using var other = new LedgerSystem(new MemoryTableStore(), ShardCount, clock);
        await other.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Sale($"other{i}")));
        await other.Store.CreateMissingAsync([OrderKeys.Table], Cancellation);
        var theirs = ArchivedRoot.Of(await VerifierOf(other.Store).VerifyAsync(null, null, null, Cancellation)).Write();
        await container.WriteAsync(Name, theirs);
        await OpenAsync("s", 20);
        await VerifyAsync(container.Options);

        Assert.StartsWith("Error: An archived ledger root contradicts the ledger. Shard ", Assert.Single(lines.Told), StringComparison.Ordinal);
        Assert.Contains($"the archived root {Name} says that", lines.Told[0], StringComparison.Ordinal);
        Assert.Equal(theirs.ToString(), (await container.ReadAsync(Name)).ToString());
        Assert.Null((await new VerificationLog(system.Store).NewestAsync(Cancellation))!.Fault);
    }

    [Theory]
    [InlineData("", "This is no archived ledger root.")]
    [InlineData("null", "This is no archived ledger root.")]
    [InlineData("{}", "This is no archived ledger root.")]
    public async Task File_that_is_there_and_is_no_root_is_told_and_left(string content, string why)
    {
        var container = await ContainerAsync();
        await container.WriteAsync(Name, new BinaryData(content));
        await OpenAsync("s", 1);
        await VerifyAsync(container.Options);

        Assert.Equal($"Error: An archived ledger root contradicts the ledger. {Name}: {why}", Assert.Single(lines.Told));
        Assert.Equal(content, (await container.ReadAsync(Name)).ToString());
    }

    [Fact]
    public async Task Archive_that_cannot_be_reached_is_told_and_the_verification_counts()
    {
        var nowhere = new BlobArchiveOptions { ConnectionString = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:1/a;" };
        await OpenAsync("s", 20);
        await VerifyAsync(nowhere);

        Assert.Equal(
            $"Error: The ledger root of the day was not archived. Archiving {Name}: blob storage is unavailable (no connection).", Assert.Single(lines.Told));
        Assert.True((await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation)).Holds);
    }

    private async Task OpenAsync(string name, int sales)
    {
        await RecordAsync(name, sales);
        await system.Store.CreateMissingAsync([OrderKeys.Table], Cancellation);
    }

    private async Task RecordAsync(string name, int sales) => await system.RecordAsync(Enumerable.Range(0, sales).Select(i => TestMessage.Sale($"{name}{i}")));

    private async Task VerifyAsync(BlobArchiveOptions options)
    {
        var retry = new StorageRetry { MaxRetries = 1, FirstDelay = TimeSpan.FromMilliseconds(1) };
        var archive = new RootArchive(new BlobArchive(options, retry), new ArchivedRootCheck(system.Store, ShardCount), lines);
        var function = new VerifyLedgerDaily(
            system.Ledger, VerifierOf(system.Store), new VerificationLog(system.Store), new OrderStore(system.Store),
            NullLogger<VerifyLedgerDaily>.Instance, outflows: null, archive);
        await function.RunAsync(new TimerInfo(), Cancellation);
    }

    private Verifier VerifierOf(ITableStore store) => new(store, new LedgerOptions { ShardCount = ShardCount }, clock);

    private async Task<Container> ContainerAsync()
    {
        var connection = (await servers.BlobsAsync()).ConnectionString;
        var client = new BlobContainerClient(connection, BlobArchive.DefaultContainer);
        await client.CreateIfNotExistsAsync(cancellationToken: Cancellation);
        return new Container(client, new BlobArchiveOptions { ConnectionString = connection });
    }

    private sealed record Container(BlobContainerClient Client, BlobArchiveOptions Options)
    {
        public async Task<BinaryData> ReadAsync(string name) =>
            (await Client.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content;

        public async Task WriteAsync(string name, BinaryData content) => await Client.GetBlobClient(name).UploadAsync(content, Cancellation);
    }

    /// <summary>Level and text of each line.</summary>
    private sealed class LinesOfLog : ILogger<RootArchive>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Told.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
