using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

public sealed class LedgerBatchTests
{
    private static readonly string[] Currencies = ["ZAR", "USD", "JPY", "KWD"];

    [Property]
    public bool Totals_are_the_sum_of_the_entries_for_any_split((byte Kind, uint Units)[] events, byte[] splits)
    {
        var revenue = Revenue(events);

        var (head, batches) = Append(revenue, splits);

        var sum = revenue.Sum(item => item.Value.Cents);
        return head.Totals.Total.Cents == sum
            && head.Entries == revenue.Length
            && batches.Sum(batch => batch.Block.Sum.Cents) == sum
            && batches.Sum(batch => batch.Days.Values.Sum(day => RevenueTotals.Empty.Plus(day).Total.Cents)) == sum
            && RevenueTotals.BySource([head.Totals]).Values.Sum(source => source.Net.Cents) == sum
            && head.Totals.Turnover.Cents == revenue.Sum(item => Math.Abs(item.Value.Cents));
    }

    [Property]
    public bool Totals_do_not_depend_on_order_or_split((byte Kind, uint Units)[] events, byte[] splits, byte[] otherSplits, int seed)
    {
        var revenue = Revenue(events);
        var shuffled = revenue.ToArray();
        new Random(seed).Shuffle(shuffled);

        var (head, _) = Append(revenue, splits);
        var (other, _) = Append(shuffled, otherSplits);

        return head.Totals.Lines.SequenceEqual(other.Totals.Lines);
    }

    [Property]
    public bool Chain_covers_every_entry_once_and_in_order((byte Kind, uint Units)[] events, byte[] splits)
    {
        var revenue = Revenue(events);

        var (head, batches) = Append(revenue, splits);

        Sha256Hash previous = default;
        var next = 1L;
        foreach (var batch in batches)
        {
            Assert.Equal(previous, batch.Block.Previous);
            Assert.Equal(next, batch.Block.First);
            Assert.Equal(batch.Entries.Select(RevenueHashes.Entry), batch.Block.EntryHashes);
            previous = batch.Block.Hash;
            next += batch.Entries.Count;
            Assert.Equal(next - 1, batch.Block.CumulativeEntries);
        }
        return head.Hash == previous && next - 1 == revenue.Length
            && batches.SelectMany(batch => batch.Entries).Select(entry => entry.Revenue).SequenceEqual(revenue);
    }

    [Property]
    public bool Original_amounts_are_counted_by_currency((byte Kind, uint Units)[] events)
    {
        var revenue = Revenue(events);

        var lines = RevenueTotals.Empty.Plus(revenue).Lines;

        return Currencies.All(currency =>
        {
            var own = revenue.Where(item => item.Message.Amount.Currency.Code == currency).ToArray();
            var sales = own.Where(item => item.Message.Kind == RevenueKind.Sale).Sum(item => (decimal)item.Message.Amount.MinorUnits);
            var all = own.Sum(item => (decimal)item.Message.Amount.MinorUnits);
            var counted = lines.Where(line => line.Currency == currency).ToArray();
            return counted.Sum(line => (decimal)line.OriginalSales) == sales
                && counted.Sum(line => (decimal)(line.OriginalSales + line.OriginalRefunds)) == all;
        });
    }

    [Fact]
    public void Blocks_are_numbered_and_recording_time_never_goes_back()
    {
        var first = LedgerBatch.Build(ShardHead.Empty, Revenue([(0, 1)]), TestMessage.Day.AddHours(1));
        var second = LedgerBatch.Build(first.Head, Revenue([(1, 2)]), TestMessage.Day);
        var third = LedgerBatch.Build(second.Head, Revenue([(2, 3)]), TestMessage.Day.AddHours(2).ToOffset(TimeSpan.FromHours(2)));

        Assert.Equal([1L, 2L, 3L], new[] { first, second, third }.Select(batch => batch.Block.Number));
        Assert.Equal(TestMessage.Day.AddHours(1), second.Block.RecordedAt);
        Assert.Equal((TestMessage.Day.AddHours(2), TimeSpan.Zero), (third.Block.RecordedAt, third.Block.RecordedAt.Offset));
    }

    [Fact]
    public void Block_holds_what_its_batch_adds_and_what_the_shard_has_after_it()
    {
        var revenue = Revenue([(4, 99), (16, 49), (0, 29)]);

        var first = LedgerBatch.Build(ShardHead.Empty, revenue[..2], TestMessage.Day);
        var second = LedgerBatch.Build(first.Head, revenue[2..], TestMessage.Day);

        Assert.Equal((1L, 1L, new Zar(150)), (first.Block.Number, first.Block.First, first.Block.Sum));
        Assert.Equal([1L, 2L], first.Entries.Select(entry => entry.Sequence));
        Assert.Equal([revenue[0].IdHash, revenue[1].IdHash], first.Block.KeyHashes);
        Assert.Equal((2L, 3L, new Zar(-30)), (second.Block.Number, second.Block.First, second.Block.Sum));
        Assert.Equal([3L], second.Entries.Select(entry => entry.Sequence));
        Assert.Equal((3L, new Zar(120)), (second.Block.CumulativeEntries, second.Block.CumulativeTotal));
        Assert.Equal((3L, 2L, new Zar(120)), (second.Head.Entries, second.Head.Blocks, second.Head.Totals.Total));
        Assert.Equal((second.Block.Hash, TestMessage.Day), (second.Head.Hash, second.Head.RecordedAt));
    }

    [Fact]
    public void Entries_of_a_batch_are_listed_by_their_day()
    {
        var revenue = Revenue([(4, 99), (16, 49), (0, 29)]);

        var days = LedgerBatch.Build(ShardHead.Empty, revenue, TestMessage.Day).Days;

        Assert.Equal(2, days.Count);
        Assert.Equal([revenue[0], revenue[2]], days[new DateOnly(2026, 11, 20)]);
        Assert.Equal([revenue[1]], days[new DateOnly(2026, 11, 21)]);
    }

    [Fact]
    public void Refunds_beyond_a_limit_are_named_in_their_block_and_counted_with_those_before()
    {
        var first = LedgerBatch.Build(ShardHead.Empty, Revenue([(0, 1), (4, 2), (0, 3)]), TestMessage.Day, [0, 2]);
        var second = LedgerBatch.Build(first.Head, Revenue([(4, 4), (0, 5)]), TestMessage.Day, [1]);
        var third = LedgerBatch.Build(second.Head, Revenue([(4, 6)]), TestMessage.Day);

        Assert.Equal([0, 2], first.Block.RefundsBeyond);
        Assert.Equal([1], second.Block.RefundsBeyond);
        Assert.Empty(third.Block.RefundsBeyond);
        Assert.Equal([2L, 3L, 3L], new[] { first, second, third }.Select(batch => batch.Block.CumulativeRefundsBeyond));
        Assert.Equal([2L, 3L, 3L], new[] { first, second, third }.Select(batch => batch.Head.RefundsBeyond));
    }

    [Fact]
    public void Totals_of_a_ledger_add_up_its_shards()
    {
        var big = LedgerBatch.Build(ShardHead.Empty, Revenue([(4, 499), (16, 299), (28, 99)]), TestMessage.Day).Head;
        var small = LedgerBatch.Build(ShardHead.Empty, Revenue([(4, 99)]), TestMessage.Day).Head;

        var totals = LedgerTotals.Of([big, ShardHead.Empty, small]);

        Assert.Equal((4L, big.Totals.Total + small.Totals.Total), (totals.Entries, totals.Total));
        Assert.Equal(totals.Entries, totals.Sources.Values.Sum(source => source.Entries));
        Assert.Equal([(0, 3L), (1, 0L), (2, 1L)], totals.Shards.Select(shard => (shard.Shard, shard.Entries)));
        Assert.Equal(RevenueHashes.LedgerRoot(totals.Shards), totals.LedgerRoot);
    }

    [Fact]
    public void Lines_are_ordered_by_source_and_then_by_currency()
    {
        var lines = RevenueTotals.Empty.Plus(Revenue([(29, 1), (24, 1), (17, 1), (16, 1), (4, 1), (5, 1), (6, 1)])).Lines;

        Assert.Equal(lines.OrderBy(line => (int)line.Source).ThenBy(line => line.Currency, StringComparer.Ordinal), lines);
        Assert.True(lines.Count > 4);
    }

    [Fact]
    public void Hash_has_exactly_32_bytes() =>
        Assert.Throws<ArgumentException>(() => new Sha256Hash(new byte[31]));

    [Fact]
    public void Batch_without_entries_is_refused() =>
        Assert.Throws<ArgumentException>(() => LedgerBatch.Build(ShardHead.Empty, [], TestMessage.Day));

    [Property]
    public bool Shards_are_in_range_and_fixed_by_the_id(Guid id, byte count)
    {
        var hash = RevenueHashes.Id(id.ToString());

        return LedgerShards.Of(hash, count + 1) is var shard && shard >= 0 && shard <= count && shard == LedgerShards.Of(hash, count + 1);
    }

    private static (ShardHead Head, List<LedgerBatch> Batches) Append(ValuedRevenue[] revenue, byte[] splits)
    {
        var (head, batches, done) = (ShardHead.Empty, new List<LedgerBatch>(), 0);
        for (var i = 0; done < revenue.Length; i++)
        {
            var size = i < splits.Length ? 1 + (splits[i] % 97) : revenue.Length;
            var batch = LedgerBatch.Build(head, [.. revenue.Skip(done).Take(size)], TestMessage.Day.AddSeconds(i));
            (head, done) = (batch.Head, done + batch.Entries.Count);
            batches.Add(batch);
        }
        return (head, batches);
    }

    private static ValuedRevenue[] Revenue((byte Kind, uint Units)[] events) => [.. events.Select((item, i) =>
    {
        var currency = Currency.Find(Currencies[item.Kind % 4])!;
        var message = new RevenueMessage(
            $"e{i}",
            item.Kind / 4 % 3 == 0 ? RevenueKind.Refund : RevenueKind.Sale,
            RevenueCodes.Sources[item.Kind / 12 % 3],
            new CurrencyAmount(currency, item.Units + 1L),
            TestMessage.Day.AddHours(item.Kind),
            item.Kind / 4 % 3 == 0 ? "some" : null,
            currency == Currency.Zar ? null : ExchangeRate.One);
        Assert.True(ValuedRevenue.TryCreate(message, TimeZoneInfo.Utc, TestMessage.NoRates, out var revenue, out _));
        return revenue;
    })];
}
