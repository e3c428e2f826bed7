namespace BuyOrder.Domain.Orders;

/// <summary>How much gas a transaction may use. Gas that is not used is not paid for, gas that is missing costs it all. Pure.</summary>
public static class GasPlan
{
    /// <summary>No transaction of an order may use more; the signing boundary holds it to that.</summary>
    public const long Most = 3_000_000;

    /// <summary>A quarter on top of the estimate: state may move before the transaction is mined.</summary>
    private const long MarginDivisor = 4;

    /// <summary>
    /// And what a pool writes only in a later second than its last trade: two storage slots, which an estimate within that second misses.
    /// </summary>
    private const long LaterSecondGas = 50_000;

    /// <summary>A call inside of a call gets at most 63/64 of what is left, so that running out down there leaves a little on top.</summary>
    private const long RanOutNumerator = 15;
    private const long RanOutDenominator = 16;

    /// <param name="kind">What the transaction is for.</param>
    /// <param name="estimate">What the nodes say it needs.</param>
    /// <param name="least">What a transaction of this kind is never given less than; an estimate is only what a node says.</param>
    /// <param name="lastUsed">What the last swap used; null when it is not known, or for another kind.</param>
    /// <param name="attempts">All of the order's: what ran out of gas is tried with twice as much.</param>
    public static long Limit(AttemptKind kind, long estimate, long least, long? lastUsed, IEnumerable<Attempt> attempts)
    {
        var needed = Math.Clamp(Math.Max(estimate, lastUsed ?? 0), 0, Most);
        var limit = Math.Max(needed + (needed / MarginDivisor) + LaterSecondGas, least);
        foreach (var attempt in attempts.Where(attempt => attempt.Kind == kind && RanOut(attempt)))
            limit = Math.Max(limit, 2 * attempt.GasLimit);
        return Math.Min(limit, Most);
    }

    private static bool RanOut(Attempt attempt) =>
        attempt is { State: AttemptState.Reverted, GasUsed: { } used } && used >= attempt.GasLimit / RanOutDenominator * RanOutNumerator;
}
