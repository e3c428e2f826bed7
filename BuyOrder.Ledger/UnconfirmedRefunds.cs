using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger;

/// <summary>Refunds that were beyond a limit when they came and that no operator has confirmed, the oldest first over all shards.</summary>
internal sealed class UnconfirmedRefunds(RevenueLedger ledger)
{
    /// <summary>As many as one request confirms.</summary>
    public const int MaxPerPage = 100;

    /// <summary>The next ones. A shard's stay in its order, so that counts by shard say how far one has come.</summary>
    /// <param name="known">How many of each shard are left out: those confirmed, or those listed before.</param>
    /// <param name="max">The most that are given.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<Page> ReadAsync(IReadOnlyList<long> known, int max, CancellationToken cancellation)
    {
        var shards = await ledger.ReadRefundsBeyondAsync(known, max, cancellation);
        var taken = shards.SelectMany(InOrder).OrderBy(each => each.At).ThenBy(each => each.Shard).ThenBy(each => each.Refund.Sequence).Take(max).ToList();
        return new Page(
            [.. taken.Select(each => each.Refund)],
            [.. shards.Select((_, shard) => known.ElementAtOrDefault(shard) + taken.Count(each => each.Shard == shard))]);
    }

    /// <summary>Hosts' clocks differ: one that was recorded after another of its shard does not come before it.</summary>
    private static IEnumerable<(int Shard, DateTimeOffset At, LedgerEntry Refund)> InOrder(IReadOnlyList<LedgerEntry> refunds, int shard)
    {
        var at = DateTimeOffset.MinValue;
        foreach (var refund in refunds)
        {
            at = refund.RecordedAt > at ? refund.RecordedAt : at;
            yield return (shard, at, refund);
        }
    }

    /// <param name="Refunds">The oldest first.</param>
    /// <param name="Counts">Of each shard: how many were left out, and these.</param>
    internal sealed record Page(IReadOnlyList<LedgerEntry> Refunds, IReadOnlyList<long> Counts);
}
