using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Chain;

/// <summary>What one node says about a wallet and the transactions of one order.</summary>
internal sealed record NodeView
{
    public required long Head { get; init; }

    public required DateTimeOffset HeadTime { get; init; }

    public required long Final { get; init; }

    public required long NonceAtHead { get; init; }

    public required long NonceAtFinal { get; init; }

    /// <summary>Only those in the node's own canonical chain.</summary>
    public required IReadOnlyDictionary<string, ReceiptFacts> Receipts { get; init; }

    public required IReadOnlySet<string> Known { get; init; }
}
