using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using BuyOrder.Domain.Chain;
using Nethereum.ABI;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Checks values before Nethereum encodes them, and brings each into the one form that it is given: it would take an address of any length,
/// and text that is not Unicode.
/// </summary>
internal static class AbiArguments
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">A value is none of its type, or their number is wrong.</exception>
    public static object[] Checked(AbiParameters parameters, ReadOnlySpan<object> values)
    {
        if (values.Length != parameters.Count)
        {
            throw new ArgumentException($"{parameters.Count} values belong to {parameters}, not {values.Length}.", nameof(values));
        }

        var arguments = new object[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            arguments[i] = Checked(parameters[i].Type, values[i]);
        }

        return arguments;
    }

    private static object Checked(AbiType type, object value) => type.Kind switch
    {
        AbiKind.Boolean when value is bool => value,

        // As a number: from text, Nethereum would also take addresses that are too short.
        AbiKind.Address when value is Address address => UInt256.Read(address.ToArray()),
        AbiKind.Natural => InRange(type, NumberOf(type, value), BigInteger.Zero, IntType.GetMaxUnSignedValue((uint)type.Length!)),
        AbiKind.Integer => InRange(
            type, NumberOf(type, value), IntType.GetMinSignedValue((uint)type.Length!), IntType.GetMaxSignedValue((uint)type.Length!)),
        AbiKind.FixedBytes => Counted(type, BytesOf(value) ?? throw Refusal(type, value)),
        AbiKind.Bytes => BytesOf(value) ?? throw Refusal(type, value),
        AbiKind.Text when value is string text => Strict.GetByteCount(text) >= 0 ? text : throw Refusal(type, value),
        AbiKind.Array => Counted(type, Array.ConvertAll(ItemsOf(value) ?? throw Refusal(type, value), item => Checked(type.Element!, item))),
        AbiKind.Tuple => Checked(type.Components!, ItemsOf(value) ?? throw Refusal(type, value)),
        _ => throw Refusal(type, value),
    };

    private static BigInteger NumberOf(AbiType type, object value) => value switch
    {
        BigInteger big => big,
        int or long or short or sbyte => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        uint or ulong or ushort or byte => Convert.ToUInt64(value, CultureInfo.InvariantCulture),
        UInt128 wide => wide,
        Int128 wide => wide,
        _ => throw Refusal(type, value),
    };

    private static BigInteger InRange(AbiType type, BigInteger number, BigInteger minimum, BigInteger maximum) =>
        number >= minimum && number <= maximum
            ? number
            : throw new ArgumentOutOfRangeException(nameof(number), $"{number} does not fit {type}.");

    private static T[] Counted<T>(AbiType type, T[] items) =>
        type.Length is null || items.Length == type.Length
            ? items
            : throw new ArgumentException($"A {type} has {type.Length} parts, not {items.Length}.", nameof(items));

    private static byte[]? BytesOf(object value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> memory => memory.ToArray(),
        Hash256 hash => hash.ToArray(),
        _ => null,
    };

    /// <summary>The values of anything that can be enumerated, apart from text and bytes, which are values of their own.</summary>
    private static object[]? ItemsOf(object value) => value switch
    {
        string or byte[] => null,
        object[] items when items.GetType() == typeof(object[]) => items,
        IEnumerable sequence => [.. sequence.Cast<object>()],
        _ => null,
    };

    private static ArgumentException Refusal(AbiType type, object value) =>
        new($"A {value.GetType().Name} is no value of type {type}.", nameof(value));
}
