using System.Globalization;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>The elementary types by name. fixed and ufixed are left out: no compiler produces them.</summary>
internal static class AbiTypeNames
{
    private const int MaxBits = 256;

    private static readonly AbiType Address = AbiType.Elementary(AbiKind.Address, "address");
    private static readonly AbiType Boolean = AbiType.Elementary(AbiKind.Boolean, "bool");
    private static readonly AbiType Bytes = AbiType.Elementary(AbiKind.Bytes, "bytes");
    private static readonly AbiType Text = AbiType.Elementary(AbiKind.Text, "string");

    public static AbiType? Find(string name) => name switch
    {
        "address" => Address,
        "bool" => Boolean,
        "bytes" => Bytes,
        "string" => Text,
        "uint" => Find("uint256"),
        "int" => Find("int256"),
        _ when name.StartsWith("uint", StringComparison.Ordinal) => Integer(AbiKind.Natural, name, name.AsSpan(4)),
        _ when name.StartsWith("int", StringComparison.Ordinal) => Integer(AbiKind.Integer, name, name.AsSpan(3)),
        _ when name.StartsWith("bytes", StringComparison.Ordinal) => FixedBytes(name, name.AsSpan(5)),
        _ => null,
    };

    /// <summary>A positive decimal number without leading zeros, as sizes and lengths are written.</summary>
    public static int? Number(ReadOnlySpan<char> digits) =>
        digits is not ['0', ..] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static AbiType? Integer(AbiKind kind, string name, ReadOnlySpan<char> digits) =>
        Number(digits) is { } bits and <= MaxBits && bits % 8 == 0 ? AbiType.Elementary(kind, name, bits) : null;

    private static AbiType? FixedBytes(string name, ReadOnlySpan<char> digits) =>
        Number(digits) is { } size and <= AbiType.WordSize ? AbiType.Elementary(AbiKind.FixedBytes, name, size) : null;
}
