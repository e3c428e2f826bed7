using BuyOrder.Domain.Money;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>The storage fails, or the process dies, before or after any write: delivered again, every message counts once.</summary>
public sealed class RevenueFaultTests
{
    private const int Messages = 230;

    /// <summary>The meta row, two batches in one of two shards and three in the other, rejected revenue.</summary>
    private const int Writes = 7;

    private static readonly byte[][] Delivery =
    [
        .. Enumerable.Range(0, Messages).Select(i => TestMessage.Sale($"s{i}", $"{i}.37", occurredAt: TestMessage.Day.AddDays(i % 40))),
        TestMessage.Sale("s7", "1.00"),
        TestMessage.Sale("s8", "8.37", occurredAt: TestMessage.Day.AddDays(8)),
        TestMessage.Broken("broken"),
    ];

    /// <summary>Sale s0 has amount 0.37, s1 1.37, …</summary>
    private static readonly Zar Expected = new((Messages * (Messages - 1L) / 2 * 100) + (Messages * 37L));

    public static TheoryData<int, bool> EveryWrite()
    {
        var data = new TheoryData<int, bool>();
        for (var write = 1; write <= Writes; write++)
        {
            data.Add(write, true);
            data.Add(write, false);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(EveryWrite))]
    public async Task Storage_that_fails_at_any_write_loses_and_doubles_nothing(int write, bool applied)
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 2);
        FailAt(tap, write, applied);

        await Assert.ThrowsAsync<TableUnavailableException>(() => system.RecordAsync(Delivery));
        (tap.BeforeSubmit, tap.AfterSubmit) = (null, null);
        await system.RecordAsync(Delivery);

        await CheckAsync(system);
    }

    [Theory]
    [MemberData(nameof(EveryWrite))]
    public async Task Process_that_dies_at_any_write_loses_and_doubles_nothing(int write, bool applied)
    {
        var store = new MemoryTableStore();
        var tap = new TableTap(store);
        using (var dying = new LedgerSystem(tap, shardCount: 2))
        {
            FailAt(tap, write, applied, everAfter: true);
            await Assert.ThrowsAsync<TableUnavailableException>(() => dying.RecordAsync(Delivery));
        }

        using var next = new LedgerSystem(store, shardCount: 2);
        await next.RecordAsync(Delivery);

        await CheckAsync(next);
    }

    [Fact]
    public async Task Every_write_of_the_delivery_is_tried()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 2);

        await system.RecordAsync(Delivery);

        Assert.Equal(Writes, tap.Submits);
    }

    [Fact]
    public async Task Other_shards_go_on_when_one_is_unavailable()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 2);
        await system.Ledger.OpenAsync(TestContext.Current.CancellationToken);
        tap.Reset();
        FailAt(tap, 1, applied: false);

        await Assert.ThrowsAsync<TableUnavailableException>(() => system.RecordAsync(Delivery));

        var totals = await system.TotalsAsync();
        Assert.Equal(1, totals.Shards.Count(shard => shard.Entries < 90));
        Assert.Equal(1, totals.Shards.Count(shard => shard.Entries > 90));
    }

    private static async Task CheckAsync(LedgerSystem system)
    {
        var totals = await system.TotalsAsync();
        Assert.Equal(Expected, totals.Total);
        Assert.Equal(Messages, totals.Entries);
        Assert.Equal(2, await system.OpenRejectedAsync());
        await LedgerAudit.CheckAsync(system.Store, totals);
    }

    private static void FailAt(TableTap tap, int write, bool applied, bool everAfter = false)
    {
        Task Fail(int number) => number == write || (everAfter && number > write)
            ? throw new TableUnavailableException($"Write {number} has no answer.")
            : Task.CompletedTask;
        if (applied)
            tap.AfterSubmit = Fail;
        else
            tap.BeforeSubmit = Fail;
    }
}
