using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Orders.Store;

/// <summary>The order store as it was loaded or last written: the state, the open order or task with its attempts, and the ETags that a step must name.</summary>
/// <param name="State">The state row.</param>
/// <param name="StateETag">Null when nothing could be read.</param>
/// <param name="Job">The open order or wallet task; null when none is.</param>
/// <param name="OrderETag">Of its row.</param>
/// <param name="Attempts">Its attempts, oldest first, each with its ETag.</param>
internal sealed record OrderSnapshot(
    TreasuryState State, string? StateETag, Job? Job, string? OrderETag, IReadOnlyList<(Attempt Attempt, string ETag)> Attempts)
{
    /// <summary>What there is while the rows contradict each other: nothing to take a step from.</summary>
    public static readonly OrderSnapshot Unknown = new(new TreasuryState(), null, null, null, []);

    /// <summary>What is open, where it is an order.</summary>
    public Order? Order => Job as Order;

    /// <summary>What is open, where it is a wallet task.</summary>
    public WalletTask? Task => Job as WalletTask;

    /// <summary>The newest link of the record chain, with which the state agrees; null when nothing could be read.</summary>
    public TreasuryRecord? Record { get; init; }

    /// <summary>Hash of its row as it was read or written; null where nothing is open.</summary>
    public string? OrderHash { get; init; }

    public IReadOnlyList<Attempt> AttemptList => [.. Attempts.Select(row => row.Attempt)];
}
