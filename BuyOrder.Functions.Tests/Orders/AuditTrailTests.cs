using BuyOrder.Functions.Http.Responses;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>The audit rows of several partitions as one list.</summary>
public sealed class AuditTrailTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static readonly (string Table, string Partition, AuditAction Action)[] Places =
    [
        (OrderKeys.Table, OrderKeys.Partition, AuditAction.NonceAccepted),
        (ParameterStore.TableName, ParameterStore.Partition, AuditAction.ParametersChanged),
        (RatesRow.Table, RatesRow.Partition, AuditAction.ExchangeRatesChanged),
        (RejectedKeys.Table, RejectedKeys.Partition, AuditAction.RejectedRevenueDiscarded),
    ];

    private readonly MemoryTableStore tables = new();

    /// <summary>One a minute, newest first.</summary>
    private readonly List<AuditRecord> written = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await tables.CreateMissingAsync(Places.Select(place => place.Table), Cancellation);
        var random = new Random(7);
        for (var minute = 0; minute < 40; minute++)
        {
            var (table, partition, action) = Places[random.Next(Places.Length)];
            var at = Start.AddMinutes(minute);
            var audit = new AuditRecord(
                AuditRecord.NewId(at, action, "subject"), at, minute % 4 == 0 ? "auditor" : "operator", action, "subject", "why", null, "what");
            await tables.Table(table).SubmitAsync(partition, [new TableWrite.Insert(OrderKeys.Audit(audit.Id), AuditRow.Write(audit))], Cancellation);
            written.Insert(0, audit);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(1_000)]
    public async Task Pages_of_any_size_make_one_list_newest_first(int size)
    {
        var (found, pages) = await ReadAsync(new AuditFilter(), size);

        Assert.Equal(written, found);
        Assert.Equal((written.Count + size - 1) / size, pages);
    }

    [Fact]
    public async Task Filters_leave_out_and_lose_nothing()
    {
        var (byAction, _) = await ReadAsync(new AuditFilter(Action: AuditAction.NonceAccepted), 3);
        var (byWho, _) = await ReadAsync(new AuditFilter(Who: "auditor"), 3);
        var (byTime, _) = await ReadAsync(new AuditFilter(Start.AddMinutes(5), Start.AddMinutes(20)), 4);

        Assert.Equal(written.Where(audit => audit.Action == AuditAction.NonceAccepted), byAction);
        Assert.Equal(written.Where(audit => audit.Who == "auditor"), byWho);
        Assert.Equal(written.Where(audit => audit.At >= Start.AddMinutes(5) && audit.At < Start.AddMinutes(20)), byTime);
    }

    [Fact]
    public async Task Continuation_of_another_list_goes_on_within_the_period_asked_for()
    {
        var first = await new AuditTrail(tables).ListAllAsync(new AuditFilter(), 3, null, Cancellation);

        var page = await new AuditTrail(tables).ListAllAsync(new AuditFilter(To: Start.AddMinutes(20)), 100, first.Continuation, Cancellation);

        Assert.Equal(written.Where(audit => audit.At < Start.AddMinutes(20)), page.Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("123:NonceAccepted:x")]
    [InlineData("0000000000000000001:NonceAccepted:x\n")]
    public async Task Continuation_that_was_never_given_is_refused(string continuation) =>
        await Assert.ThrowsAsync<InvalidContinuationException>(
            () => new AuditTrail(tables).ListAllAsync(new AuditFilter(), 10, continuation, Cancellation));

    [Fact]
    public void Every_action_is_in_the_docs_of_the_API() => Assert.All(
        Enum.GetValues<AuditAction>().Where(action => action != AuditAction.Unset),
        action => Assert.Contains($"`{Words.Of(action)}`", File.ReadAllText(RepositoryFiles.At("docs/http-api.md")), StringComparison.Ordinal));

    private async Task<(List<AuditRecord> Found, int Pages)> ReadAsync(AuditFilter filter, int size)
    {
        var found = new List<AuditRecord>();
        var pages = 0;
        string? continuation = null;
        do
        {
            var page = await new AuditTrail(tables).ListAllAsync(filter, size, continuation, Cancellation);
            Assert.True(page.Items.Count <= size);
            found.AddRange(page.Items);
            continuation = page.Continuation;
            pages++;
        }
        while (continuation is not null);
        return (found, pages);
    }
}
