using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class RevenueLedgerTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Ledger_opens_again_only_with_the_settings_it_was_created_with(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        await Open(store, new LedgerOptions { ShardCount = 8 });

        await Open(store, new LedgerOptions { ShardCount = 8 });
        var shards = await Assert.ThrowsAsync<LedgerSettingsException>(() => Open(store, new LedgerOptions { ShardCount = 16 }));
        var zone = await Assert.ThrowsAsync<LedgerSettingsException>(() => Open(store, new LedgerOptions { BusinessTimeZone = "UTC" }));

        Assert.Equal("The ledger was created with ShardCount 8, which cannot change; the setting is 16.", shards.Message);
        Assert.Contains("BusinessTimeZone Africa/Johannesburg", zone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_is_opened_by_many_at_once()
    {
        var store = await TestStores.NewAsync(StoreKind.Azurite, servers);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Open(store, new LedgerOptions())));

        using var other = new LedgerSystem(store, shardCount: 4);
        await Assert.ThrowsAsync<LedgerSettingsException>(() => other.TotalsAsync());
        await Assert.ThrowsAsync<LedgerSettingsException>(() => other.RecordAsync(TestMessage.Sale("a")));
    }

    [Theory]
    [InlineData(0, "Africa/Johannesburg", "ShardCount is 0; allowed is 1 to 256.")]
    [InlineData(257, "Africa/Johannesburg", "ShardCount is 257; allowed is 1 to 256.")]
    [InlineData(8, "Mars/Olympus", "BusinessTimeZone is 'Mars/Olympus'; allowed is an IANA time zone such as Africa/Johannesburg.")]
    public void Ledger_is_refused_with_settings_that_are_not_valid(int shardCount, string zone, string message)
    {
        var options = new LedgerOptions { ShardCount = shardCount, BusinessTimeZone = zone };

        var exception = Assert.Throws<LedgerSettingsException>(() => new RevenueLedger(new MemoryTableStore(), options, TimeProvider.System));

        Assert.Equal(message, exception.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Totals_cost_one_point_read_per_shard_at_any_size(int entries)
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 16);
        await system.Ledger.OpenAsync(Cancellation);
        await system.RecordAsync(Enumerable.Range(0, entries).Select(i => TestMessage.Sale($"s{i}", "1.01")));
        tap.Reset();

        var totals = await system.TotalsAsync();

        Assert.Equal((16, 0, 0), (tap.Reads, tap.Queries, tap.Submits));
        Assert.Equal(new Zar(entries * 101L), totals.Total);
        Assert.Equal(16, totals.Shards.Count);
        Assert.Equal(RevenueHashes.LedgerRoot(totals.Shards), totals.LedgerRoot);
        tap.Reset();
        Assert.True((await new VerificationLog(tap).CheckAsync(system.Ledger, Cancellation)).Holds);
        Assert.Equal((16, 17), (tap.Reads, tap.Queries));
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Head_check_names_the_shard_whose_head_was_changed(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        using var system = new LedgerSystem(store, shardCount: 3);
        await system.RecordAsync(Enumerable.Range(0, 30).Select(i => TestMessage.Sale($"s{i}")));
        Assert.True((await system.Ledger.CheckHeadsAsync(Cancellation)).Holds);

        var table = store.Table(LedgerKeys.Table);
        var row = await table.ReadAsync("01", LedgerKeys.Head, Cancellation);
        var head = HeadRow.Read(row);
        var totals = RevenueTotals.Empty.Plus([]);
        var forged = HeadRow.Write(head with { Totals = totals, Entries = 0 });
        await table.SubmitAsync("01", [new TableWrite.Replace(LedgerKeys.Head, forged, row!.ETag)], Cancellation);

        var check = await system.Ledger.CheckHeadsAsync(Cancellation);
        Assert.StartsWith("Shard 01: the head says 0 entries", Assert.Single(check.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_that_does_not_add_up_is_refused()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1);
        await system.RecordAsync(TestMessage.Sale("a"));
        var table = store.Table(LedgerKeys.Table);
        var row = await table.ReadAsync("00", LedgerKeys.Head, Cancellation);
        row!.Values["cents"] = 1L;
        await table.SubmitAsync("00", [new TableWrite.Replace(LedgerKeys.Head, row.Values, row.ETag)], Cancellation);

        await Assert.ThrowsAsync<InvalidDataException>(() => system.TotalsAsync());
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Entry_is_found_by_its_id_with_its_block(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), shardCount: 2);
        for (var i = 0; i < 5; i++)
            await system.RecordAsync(Enumerable.Range(0, 4).Select(j => TestMessage.Sale($"é/{i}#{j}?", $"{i + 1}.0{j}")));

        var found = await system.Ledger.FindAsync("é/3#2?", Cancellation);

        Assert.Equal("é/3#2?", found!.Entry.Revenue.Message.Id);
        Assert.Equal(new Zar(402), found.Entry.Revenue.Value);
        var place = (int)(found.Entry.Sequence - found.Block.First);
        Assert.Equal(RevenueHashes.Entry(found.Entry), found.Block.EntryHashes[place]);
        Assert.Equal(found.Shard, LedgerShards.Of(found.Entry.Revenue.IdHash, 2));
        Assert.Null(await system.Ledger.FindAsync("é/3#2", Cancellation));
    }

    [Fact]
    public async Task Recording_time_never_goes_back_inside_a_shard()
    {
        var store = new MemoryTableStore();
        var late = new FakeTimeProvider(TestMessage.Day.AddMinutes(5));
        var early = new FakeTimeProvider(TestMessage.Day);
        using var first = new LedgerSystem(store, shardCount: 1, late);
        using var second = new LedgerSystem(store, shardCount: 1, early);

        await first.RecordAsync(TestMessage.Sale("a"));
        await second.RecordAsync(TestMessage.Sale("b"));
        early.Advance(TimeSpan.FromMinutes(10));
        await second.RecordAsync(TestMessage.Sale("c"));

        var times = new List<DateTimeOffset>();
        foreach (var id in new[] { "a", "b", "c" })
            times.Add((await second.Ledger.FindAsync(id, Cancellation))!.Entry.RecordedAt);
        Assert.Equal([late.GetUtcNow(), late.GetUtcNow(), early.GetUtcNow()], times);
    }

    private static async Task Open(ITableStore store, LedgerOptions options)
    {
        using var ledger = new RevenueLedger(store, options, TimeProvider.System);
        await ledger.OpenAsync(Cancellation);
    }
}
