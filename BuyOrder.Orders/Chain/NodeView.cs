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
    public required IReadOnlyDictionary<string, ReceiptFacts> Receipts { get; init; }

    public required IReadOnlySet<string> Known { get; init; }

    /// <summary>The block of each receipt, by transaction hash.</summary>
    public IReadOnlyDictionary<string, Block> Blocks { get; init; } = new Dictionary<string, Block>();

    /// <summary>What became of the recipient's tokens in the block of each final purchase, by transaction hash, where the node can tell.</summary>
    public IReadOnlyDictionary<string, Arrival> Arrivals { get; init; } = new Dictionary<string, Arrival>();
}
