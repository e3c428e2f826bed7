using System.Collections;
using System.Numerics;
using BuyOrder.Domain.Chain;
using Nethereum.ABI.FunctionEncoding;
using Nethereum.ABI.Model;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>Nethereum's ABI codec for one list of parameters, made exact: it has read right what it encodes to the same bytes.</summary>
internal sealed class ExactAbi(AbiParameters parameters)
{
    private readonly Parameter[] _parameters = parameters.ToNethereum();

    /// <exception cref="ArgumentException">A value is none of its type, or their number is wrong.</exception>
    public byte[] Encode(ReadOnlySpan<object> values) =>
        new ParametersEncoder().EncodeParameters(_parameters, AbiArguments.Checked(parameters, values));

    /// <param name="laidOut">What <see cref="AbiLayout"/> gave.</param>
    /// <exception cref="EthereumFormatException">A word that is no value of its type.</exception>
    public AbiValues Decode(byte[] laidOut)
    {
#pragma warning disable RS0030 // Only here: what it reads has been laid out anew, and is encoded anew below.
        var values = Untrusted.Read(() => Values(parameters, new ParameterDecoder().DecodeDefaultData(laidOut, _parameters)));
#pragma warning restore RS0030
        return Untrusted.Read(() => Encode([.. values])).AsSpan().SequenceEqual(laidOut)
            ? values
            : throw new EthereumFormatException($"A word is no value of its type in {parameters}.");
    }

    private static AbiValues Values(AbiParameters parameters, List<ParameterOutput> read) =>
        new(parameters, [.. read.Select((output, i) => Value(parameters[i].Type, output.Result))]);

    private static object Value(AbiType type, object read) => (type.Kind, read) switch
    {
        (AbiKind.Integer or AbiKind.Natural, BigInteger) or (AbiKind.Boolean, bool) or (AbiKind.Text, string) => read,
        (AbiKind.Bytes or AbiKind.FixedBytes, byte[]) => read,
        (AbiKind.Address, string text) => Address.Parse(text),
        (AbiKind.Array, IList items) => items.Cast<object>().Select(item => Value(type.Element!, item)).ToArray(),
        (AbiKind.Tuple, List<ParameterOutput> items) => Values(type.Components!, items),
        _ => throw new EthereumFormatException($"A {read.GetType().Name} is no value of type {type}."),
    };
}
