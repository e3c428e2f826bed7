using System.Globalization;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Which block a read looks at. The default is <see cref="Latest"/>.</summary>
public readonly record struct BlockTag
{
    /// <summary>The newest block that the node knows.</summary>
    public static readonly BlockTag Latest;

    /// <summary>The newest block and what waits in the node's pool on top of it.</summary>
    public static readonly BlockTag Pending = new("pending");

    /// <summary>The newest block that can't be undone while two thirds of the stake are honest; not every chain has it.</summary>
    public static readonly BlockTag Finalized = new("finalized");

    public static readonly BlockTag Earliest = new("earliest");

    private readonly string? _text;

    private BlockTag(string text, ulong? height = null, bool isHash = false)
    {
        _text = text;
        Height = height;
        IsHash = isHash;
    }

    /// <summary>The number, when the tag is one.</summary>
    public ulong? Height { get; }

    /// <summary>Whether it names one block for good, and nothing that moves or may be undone.</summary>
    public bool IsHash { get; }

    /// <summary>This very block (EIP-1898): a node that does not have it answers with an error, and not about another one.</summary>
    public static BlockTag Hash(Hash256 hash) => new(hash.ToString(), isHash: true);

    public static BlockTag Number(ulong number) => new(Hex.Prefix + number.ToString("x", CultureInfo.InvariantCulture), number);

    /// <summary>As JSON-RPC wants it: <c>latest</c> or <c>0x1b4</c>; a hash is wrapped in an object.</summary>
    public override string ToString() => _text ?? "latest";
}
