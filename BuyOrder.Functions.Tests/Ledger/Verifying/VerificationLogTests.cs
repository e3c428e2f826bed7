using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

/// <summary>What the daily verification leaves behind, and what a run is told of it.</summary>
public sealed class VerificationLogTests(TestServers servers)
{
    private readonly FakeTimeProvider clock = new(TestMessage.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Fault_is_known_to_every_run_until_a_later_verification_finds_none(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        using var system = new LedgerSystem(store, shardCount: 2, clock);
        await system.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Sale($"s{i}")));
        await store.CreateMissingAsync([OrderKeys.Table], Cancellation);
        await InvokeAsync(system);
        Assert.True((await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation)).Holds);
        var (partition, key) = await EditAsync(system, "s7", 5_00);

        // The heads know nothing of it.
        Assert.True((await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation)).Holds);
        await InvokeAsync(system);
        await InvokeAsync(system);
        var check = await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation);
        Assert.Contains($"Shard {partition}, row {key}", Assert.Single(check.Faults), StringComparison.Ordinal);
        Assert.Equal(20, check.Totals?.Entries);
        var notification = Assert.Single(await NotificationsAsync(store));
        Assert.Equal("ledger-fault", notification.Values.Text("event"));
        Assert.Contains(key, notification.Values.Text("body"), StringComparison.Ordinal);

        await EditAsync(system, "s7", 10_00);
        await InvokeAsync(system);
        Assert.True((await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation)).Holds);
    }

    /// <summary>Rows of a version that kept one block for all wallets are read as they were meant.</summary>
    [Fact]
    public async Task How_far_the_chain_was_compared_is_kept_by_wallet_and_read_from_rows_of_before()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1, clock);
        await system.RecordAsync([TestMessage.Sale("s1")]);
        var (log, table) = (new VerificationLog(store), store.Table(LedgerKeys.Table));
        var result = await new Verifier(store, new LedgerOptions { ShardCount = 1 }, clock) { HasOrders = false }.VerifyAsync(null, null, null, Cancellation);
        var (first, second) = (Permitted.Filled(0xaa), Permitted.Filled(0xbb));
        var sums = new OutflowSums(7, 2, 30) { Blocks = OutflowSums.ReadBlocks($"{first}=7,{second}=12"), Record = 5 };
        await log.RecordAsync(result with { Outflows = sums }, null, null, null, Cancellation);
        var today = (await log.NewestAsync(Cancellation))!.Outflows!;

        var row = (await table.QueryAsync(new TableQuery(VerificationLog.Partition), Cancellation)).Rows[0];
        var (values, before) = (row.Values.Copy(), row.Values.Copy());
        Assert.Equal((7L, $"{first}=7,{second}=12", 5L), (values.Int64("outflowBlock"), values.Text("outflowBlocks"), values.Int64("outflowRecord")));
        before["outflowBlocks"] = null;
        before["outflowRecord"] = null;
        await table.SubmitAsync(VerificationLog.Partition, [new TableWrite.Replace(row.Key, before, row.ETag)], Cancellation);
        var earlier = (await log.NewestAsync(Cancellation))!.Outflows!;

        Assert.Equal(sums with { Blocks = today.Blocks }, today);
        Assert.Equal(sums.Blocks, today.Blocks);
        Assert.Equal((13L, 8L), (today.From(second, 3), earlier.From(second, 3)));
        Assert.Equal((2L, 30, (long?)null), (earlier.Count, (int)earlier.Units, earlier.Record));
    }

    [Fact]
    public async Task Anchor_of_the_last_clean_verification_is_kept_through_faults()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1, clock);
        await system.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Sale($"s{i}")));
        await store.CreateMissingAsync([OrderKeys.Table], Cancellation);
        await InvokeAsync(system);
        var log = new VerificationLog(store);
        var clean = await log.NewestAsync(Cancellation);

        await EditAsync(system, "s7", 5_00);
        await InvokeAsync(system);
        var faulty = await log.NewestAsync(Cancellation);

        Assert.Null(clean!.Fault);
        Assert.NotNull(faulty!.Fault);
        Assert.Equal((20, (await system.TotalsAsync()).LedgerRoot.ToString()), (clean.Entries, clean.Anchor!.Root));
        Assert.Equal((clean.Anchor.Root, clean.Anchor.Entries.Single()), (faulty.Anchor!.Root, faulty.Anchor.Entries.Single()));
    }

    [Fact]
    public async Task Result_that_was_rewritten_stops_buying_as_well()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1, clock);
        await system.Ledger.OpenAsync(Cancellation);
        var forged = new RowValues { ["startedAt"] = "yesterday" };
        await store.Table(LedgerKeys.Table).SubmitAsync(VerificationLog.Partition, [new TableWrite.Insert("v:0", forged)], Cancellation);

        var check = await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation);

        Assert.Contains("row v:0", Assert.Single(check.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cents", 1L)]
    [InlineData("entries", 7L)]
    public async Task Head_that_contradicts_itself_is_a_fault_without_totals(string property, long value)
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1);
        await system.RecordAsync(TestMessage.Sale("a"));
        var table = store.Table(LedgerKeys.Table);
        var row = await table.ReadAsync("00", LedgerKeys.Head, Cancellation);
        row!.Values[property] = value;
        await table.SubmitAsync("00", [new TableWrite.Replace(LedgerKeys.Head, row.Values, row.ETag)], Cancellation);

        var check = await new VerificationLog(system.Store).CheckAsync(system.Ledger, Cancellation);

        Assert.Equal("Shard 00: The head of shard 00 does not add up.", Assert.Single(check.Faults));
        Assert.Null(check.Totals);
        Assert.False(check.Holds);
    }

    /// <summary>As the timer does, a day later each time.</summary>
    private async Task InvokeAsync(LedgerSystem system)
    {
        clock.Advance(TimeSpan.FromDays(1));
        var options = new LedgerOptions { ShardCount = system.Ledger.ShardCount };
        var book = new OrderStore(system.Store, new NotificationOptions { Namespace = new Uri("https://example.servicebus.windows.net/") });
        var function = new VerifyLedgerDaily(
            system.Ledger,
            new Verifier(system.Store, options, clock),
            new VerificationLog(system.Store),
            book,
            NullLogger<VerifyLedgerDaily>.Instance);
        await function.RunAsync(new TimerInfo(), Cancellation);
    }

    private static async Task<(string Partition, string Key)> EditAsync(LedgerSystem system, string id, long cents)
    {
        var found = (await system.Ledger.FindAsync(id, Cancellation))!;
        var (partition, key) = (LedgerKeys.Partition(found.Shard), LedgerKeys.Entry(found.Entry.Revenue.IdHash));
        var table = system.Store.Table(LedgerKeys.Table);
        var row = await table.ReadAsync(partition, key, Cancellation);
        row!.Values["cents"] = cents;
        await table.SubmitAsync(partition, [new TableWrite.Replace(key, row.Values, row.ETag)], Cancellation);
        return (partition, key);
    }

    private static async Task<IReadOnlyList<TableRow>> NotificationsAsync(ITableStore store)
    {
        var rows = new List<TableRow>();
        var query = OrderKeys.Range(OrderKeys.OutboxPrefix, null, null, 10, null);
        await foreach (var page in RowPages.ReadAsync(store.Table(OrderKeys.Table), query, Cancellation))
            rows.AddRange(page);
        return rows;
    }
}
