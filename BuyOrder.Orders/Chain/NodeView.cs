using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>What one node says about a wallet and the transactions of one order.</summary>
internal sealed record NodeView
{
    public required long Head { get; init; }

    public required DateTimeOffset HeadTime { get; init; }

    public required long Final { get; init; }

    public required long NonceAtHead { get; init; }

    public required long NonceAtFinal { get; init; }

    /// <summary>Only those in the node's own canonical chain.</summary>
    public required IReadOnlyDictionary<Hash256, ReceiptFacts> Receipts { get; init; }

    public required IReadOnlySet<Hash256> Known { get; init; }

    /// <summary>The block of each receipt, by transaction hash.</summary>
    public IReadOnlyDictionary<Hash256, Block> Blocks { get; init; } = new Dictionary<Hash256, Block>();

    /// <summary>What became of the recipient's tokens in the block of each final purchase, by transaction hash, where the node can tell.</summary>
    public IReadOnlyDictionary<Hash256, Arrival> Arrivals { get; init; } = new Dictionary<Hash256, Arrival>();
}
