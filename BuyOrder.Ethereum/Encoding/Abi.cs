using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>Encodes and decodes by types given as text, for values that belong to no function, event or error.</summary>
public static class Abi
{
    /// <param name="types">For example <c>uint256, (address, bytes)[]</c>.</param>
    /// <param name="values">As many as there are types.</param>
    /// <exception cref="EthereumFormatException">The types can't be read.</exception>
    /// <exception cref="ArgumentException">A value is none of its type, or their number is wrong.</exception>
    public static byte[] Encode(string types, params ReadOnlySpan<object> values) => AbiParameters.Parse(types).Encode(values);

    /// <exception cref="EthereumFormatException">The types can't be read, or the input is no encoding of them.</exception>
    public static AbiValues Decode(string types, ReadOnlySpan<byte> input) => AbiParameters.Parse(types).Decode(input);
}
