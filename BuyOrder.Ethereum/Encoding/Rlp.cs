using BuyOrder.Domain.Chain;
using Nethereum.RLP;
using NethereumRlp = Nethereum.RLP.RLP;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Recursive Length Prefix, Ethereum's serialisation of transactions (Yellow Paper, appendix B): Nethereum's, made exact.
/// </summary>
public static class Rlp
{
    /// <summary>Deeper nesting is refused in both directions, so that hostile input can't exhaust the stack.</summary>
    public const int MaxDepth = 64;

    public static byte[] Encode(RlpItem item) => item.IsList
        ? NethereumRlp.EncodeList([.. item.Items.Select(Encode)])
        : NethereumRlp.EncodeElement(item.Bytes.ToArray());

    /// <summary>Decodes one item that takes the whole input. Each item has exactly one encoding; any other is refused.</summary>
    /// <exception cref="EthereumFormatException">Truncated, longer than its item, not canonical, or nested too deep.</exception>
    public static RlpItem Decode(ReadOnlyMemory<byte> input)
    {
        RlpBounds.Check(input.Span);
#pragma warning disable RS0030 // Only here: its bounds have been checked, and it is encoded anew below.
        var item = Untrusted.Read(() => Item(NethereumRlp.Decode(input.ToArray())));
#pragma warning restore RS0030
        return Encode(item).AsSpan().SequenceEqual(input.Span)
            ? item
            : throw new EthereumFormatException("The input is not the one encoding of its item.");
    }

    private static RlpItem Item(IRLPElement read) =>
        read is RLPCollection items ? RlpItem.OfList([.. items.Select(Item)]) : RlpItem.OfBytes(read.RLPData ?? []);
}
