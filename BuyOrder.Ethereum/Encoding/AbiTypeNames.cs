using System.Globalization;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>The elementary types by name. fixed and ufixed are left out: no compiler produces them.</summary>
internal static class AbiTypeNames
{
    private static readonly AbiAddress Address = new();
    private static readonly AbiBoolean Boolean = new();
    private static readonly AbiBytes Bytes = new();
    private static readonly AbiString Text = new();

    public static AbiType? Find(string name) => name switch
    {
        "address" => Address,
        "bool" => Boolean,
        "bytes" => Bytes,
        "string" => Text,
        "uint" => new AbiInteger(signed: false, 256),
        "int" => new AbiInteger(signed: true, 256),
        _ when name.StartsWith("uint", StringComparison.Ordinal) => Integer(signed: false, name.AsSpan(4)),
        _ when name.StartsWith("int", StringComparison.Ordinal) => Integer(signed: true, name.AsSpan(3)),
        _ when name.StartsWith("bytes", StringComparison.Ordinal) => FixedBytes(name.AsSpan(5)),
        _ => null,
    };

    /// <summary>A positive decimal number without leading zeros, as sizes and lengths are written.</summary>
    public static int? Number(ReadOnlySpan<char> digits) =>
        digits is not ['0', ..] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static AbiInteger? Integer(bool signed, ReadOnlySpan<char> digits) =>
        Number(digits) is { } bits and <= 256 && bits % 8 == 0 ? new AbiInteger(signed, bits) : null;

    private static AbiFixedBytes? FixedBytes(ReadOnlySpan<char> digits) =>
        Number(digits) is { } size and <= AbiType.WordSize ? new AbiFixedBytes(size) : null;
}
