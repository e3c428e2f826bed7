using BuyOrder.Local.Servers;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>The real client and the real emulator, with a faulty network between them.</summary>
public abstract class AzureFaultTests(TestServers servers) : IAsyncLifetime
{
    private protected const string Partition = "p";

    private protected static readonly StorageRetry Quick = StorageRetry.Default with
    {
        MaxRetries = 3,
        FirstDelay = TimeSpan.FromMilliseconds(1),
        MaxDelay = TimeSpan.FromMilliseconds(5),
    };

    private FaultyProxy? proxy;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static RowValues Mine => new() { ["Text"] = "mine" };

    private protected FaultyProxy Proxy => proxy!;

    private protected string Prefix { get; } = TestServers.NewTablePrefix();

    private protected string ConnectionString => Azurite.ConnectionStringFor($"{Proxy.Address}{Azurite.AccountName}");

    public async ValueTask InitializeAsync()
    {
        proxy = await FaultyProxy.StartAsync(new Uri((await servers.AzuriteAsync()).TablesUrl), Cancellation);
        await Store(Quick).CreateMissingAsync(["Things"], Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected AzureTableStore Store(StorageRetry retry) =>
        new(new StorageOptions { ConnectionString = ConnectionString, TablePrefix = Prefix }, retry, null);
}
