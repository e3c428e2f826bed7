using BuyOrder.Domain.Chain;
using Nethereum.RLP;
using Nethereum_RLP = Nethereum.RLP.RLP;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Recursive Length Prefix, Ethereum's serialisation of transactions (Yellow Paper, appendix B): Nethereum's, made exact.
/// </summary>
public static class Rlp
{
    /// <summary>Deeper nesting is refused in both directions, so that hostile input can't exhaust the stack.</summary>
    public const int MaxDepth = 64;

    public static byte[] Encode(RlpItem item) => item.IsList
        ? Nethereum_RLP.EncodeList([.. item.Items.Select(Encode)])
        : Nethereum_RLP.EncodeElement(item.Bytes.ToArray());

    /// <summary>Decodes one item that takes the whole input. Each item has exactly one encoding; any other is refused.</summary>
    /// <exception cref="EthereumFormatException">Truncated, longer than its item, not canonical, or nested too deep.</exception>
    public static RlpItem Decode(ReadOnlyMemory<byte> input)
    {
        RlpBounds.Check(input.Span);
        var item = Untrusted.Read(() => Item(Nethereum_RLP.Decode(input.ToArray())));
        return Encode(item).AsSpan().SequenceEqual(input.Span)
            ? item
            : throw new EthereumFormatException("The input is not the one encoding of its item.");
    }

    private static RlpItem Item(IRLPElement read) =>
        read is RLPCollection items ? RlpItem.OfList([.. items.Select(Item)]) : RlpItem.OfBytes(read.RLPData ?? []);
}
