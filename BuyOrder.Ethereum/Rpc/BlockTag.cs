using System.Globalization;

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

    /// <summary>The newest block that is unlikely to be undone; not every chain has it.</summary>
    public static readonly BlockTag Safe = new("safe");

    public static readonly BlockTag Earliest = new("earliest");

    private readonly string? _text;

    private BlockTag(string text, ulong? height = null)
    {
        _text = text;
        Height = height;
    }

    /// <summary>The number, when the tag is one.</summary>
    public ulong? Height { get; }

    public static BlockTag Number(ulong number) => new(Hex.Prefix + number.ToString("x", CultureInfo.InvariantCulture), number);

    /// <summary>As JSON-RPC wants it: <c>latest</c> or <c>0x1b4</c>.</summary>
    public override string ToString() => _text ?? "latest";
}
