using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Treasury;

/// <summary>Revenue beyond a limit that operators have looked at. Entries are never changed: this only lets buying go on.</summary>
public sealed record ConfirmedRevenue
{
    public static readonly ConfirmedRevenue None = new();

    /// <summary>
    /// How many refunds beyond a limit of each shard are confirmed, in shard order and the oldest first, as text: <c>0,2,1</c>; null: none.
    /// </summary>
    public string? Refunds { get; init; }

    /// <summary>Up to this total of the ledger revenue of any speed is confirmed; null: none is.</summary>
    public Zar? Total { get; init; }

    /// <exception cref="FormatException">The text holds no counts.</exception>
    public IReadOnlyList<long> RefundsByShard() => RevenueCounts.Read(Refunds);
}
