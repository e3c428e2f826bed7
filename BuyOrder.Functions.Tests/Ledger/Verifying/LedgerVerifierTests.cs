using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

public sealed class LedgerVerifierTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Untouched_ledger_fits(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        using var system = new LedgerSystem(store);
        var told = new List<VerifyProgress>();
        Assert.Equal((0, 0), Counts(await VerifierOf(store, await OpenAsync(system)).VerifyAsync(null, null, null, Cancellation)));

        for (var batch = 0; batch < 6; batch++)
            await system.RecordAsync(Enumerable.Range(0, 50).Select(i => TestMessage.Sale($"{batch}-{i}", $"{i + 1}.0{batch}", occurredAt: TestMessage.Day.AddHours(i))));
        var result = await VerifierOf(store, system).VerifyAsync(null, null, told.Add, Cancellation);

        var totals = await system.TotalsAsync();
        Assert.Equal((300, totals.Shards.Sum(shard => shard.Blocks)), Counts(result));
        Assert.Equal(totals.Shards, result.Shards);
        Assert.Equal(300, told[^1].Entries);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Writers_at_work_raise_no_false_alarm(StoreKind kind)
    {
        const int looks = 10;
        var store = await TestStores.NewAsync(kind, servers);
        using var system = new LedgerSystem(store, shardCount: 2);
        using var other = new LedgerSystem(store, shardCount: 2);
        await OpenAsync(system);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var writing = new[] { WriteAsync(system, "a", stop.Token), WriteAsync(other, "b", stop.Token) };

        var seen = new List<long>();
        for (var look = 0; look < looks; look++)
        {
            var result = await VerifierOf(store, system).VerifyAsync(null, null, null, Cancellation);
            Assert.Null(result.FirstFault);
            seen.Add(result.Entries);
            for (var before = await EntriesAsync(system); await EntriesAsync(system) == before;)
                await Task.Delay(1, Cancellation);
        }
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        Assert.Equal(seen.Order(), seen);
        Assert.True(seen[^1] > seen[0]);
        Assert.Equal(await EntriesAsync(system), (await VerifierOf(store, system).VerifyAsync(null, null, null, Cancellation)).Entries);
    }

    [Fact]
    public async Task Day_rows_of_any_moment_between_the_readings_of_the_head_fit()
    {
        var inner = new MemoryTableStore();
        using var system = new LedgerSystem(inner, shardCount: 1);
        await system.RecordAsync(Enumerable.Range(0, 30).Select(i => TestMessage.Sale($"before {i}")));
        await inner.CreateMissingAsync([OrderKeys.Table], Cancellation);
        var written = 0;
        var store = new TableTap(inner);
        store.AfterQuery = async (query, _) =>
        {
            if (query.From != LedgerKeys.DayPrefix || written > 0)
                return;
            for (var batch = 0; batch < 3; batch++)
                await system.RecordAsync(TestMessage.Sale($"meanwhile {written++}"), TestMessage.Refund($"meanwhile {written++}", "1.00", "before 1"));
        };

        var result = await VerifierOf(store, system).VerifyAsync(null, null, null, Cancellation);

        Assert.Null(result.FirstFault);
        Assert.Equal((36, 6), (result.Entries, written));
    }

    [Fact]
    public async Task Parts_make_the_whole_however_short_the_time()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 2);
        foreach (var batch in Enumerable.Range(0, 5000).Select(i => TestMessage.Sale($"s{i}")).Chunk(500))
            await system.RecordAsync(batch);
        var verifier = VerifierOf(store, system);

        var whole = await verifier.VerifyPartAsync(VerificationPosition.Start, TimeSpan.FromHours(1), null, Cancellation);
        var parts = await PartsAsync(verifier);

        Assert.Equal((5000, null, null), (whole.Entries, whole.FirstFault, whole.Next));
        Assert.True(parts.Count > 4);
        Assert.Equal((5000, whole.Blocks), (parts.Sum(part => part.Entries), parts.Sum(part => part.Blocks)));
        Assert.All(parts, part => Assert.Null(part.FirstFault));
    }

    [Fact]
    public async Task Row_that_is_missing_is_named_by_the_part_that_comes_to_it()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, shardCount: 1);
        foreach (var batch in Enumerable.Range(0, 3000).Select(i => TestMessage.Sale($"s{i}")).Chunk(500))
            await system.RecordAsync(batch);
        var table = store.Table(LedgerKeys.Table);
        var found = (await system.Ledger.FindAsync("s1234", Cancellation))!;
        var key = LedgerKeys.Entry(found.Entry.Revenue.IdHash);
        var row = await table.ReadAsync("00", key, Cancellation);
        await table.SubmitAsync("00", [new TableWrite.Delete(key, row!.ETag)], Cancellation);

        var parts = await PartsAsync(VerifierOf(store, system));

        Assert.Equal(("00", key, null), (parts[^1].FirstFault?.Partition, parts[^1].FirstFault?.RowKey, parts[^1].FirstFault?.Property));
        Assert.All(parts.SkipLast(1), part => Assert.Null(part.FirstFault));
    }

    [Theory]
    [InlineData("0-0000", true)]
    [InlineData("7-ffff", true)]
    [InlineData("8-0000", false)]
    [InlineData("-1-0000", false)]
    [InlineData("00-0000", false)]
    [InlineData("1-FFFF", false)]
    [InlineData("1-10000", false)]
    [InlineData("1- 12a", false)]
    [InlineData("1", false)]
    [InlineData("", false)]
    [InlineData("99999999999-0000", false)]
    [InlineData("１-0000", false)]
    public void Position_is_only_what_a_verification_gave(string text, bool isOne)
    {
        Assert.Equal(isOne, VerificationPosition.TryParse(text, 8, out var position));
        if (isOne)
            Assert.Equal(text, position!.ToString());
    }

    private static async Task<List<VerificationPart>> PartsAsync(Verifier verifier)
    {
        var parts = new List<VerificationPart>();
        for (VerificationPosition? at = VerificationPosition.Start; at is not null; at = parts[^1].Next)
        {
            parts.Add(await verifier.VerifyPartAsync(at, TimeSpan.Zero, null, Cancellation));
            Assert.True(parts.Count < 1000);
            if (parts[^1].Next is { } next)
                Assert.True((next.Shard, next.Bucket).CompareTo((at.Shard, at.Bucket)) > 0);
        }
        return parts;
    }

    private static Verifier VerifierOf(ITableStore store, LedgerSystem system) =>
        new(store, new LedgerOptions { ShardCount = system.Ledger.ShardCount }, TimeProvider.System);

    private static async Task<LedgerSystem> OpenAsync(LedgerSystem system)
    {
        await system.Ledger.OpenAsync(Cancellation);
        await system.Store.CreateMissingAsync([OrderKeys.Table], Cancellation);
        return system;
    }

    private static (long, long) Counts(VerificationResult result)
    {
        Assert.Null(result.FirstFault);
        return (result.Entries, result.Blocks);
    }

    private static async Task<long> EntriesAsync(LedgerSystem system) => (await system.TotalsAsync()).Entries;

    private static async Task WriteAsync(LedgerSystem system, string name, CancellationToken stop)
    {
        for (var batch = 0; !stop.IsCancellationRequested; batch++)
        {
            await system.RecordAsync(Enumerable.Range(0, 7).Select(i => TestMessage.Sale(
                $"{name}-{batch}-{i}", $"{i + 1}.00", occurredAt: TestMessage.Day.AddDays(i % 3))));
            await Task.Yield();
        }
    }
}
