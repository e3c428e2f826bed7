using BuyOrder.Domain.Chain;
using Nethereum.ABI.Model;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>A function of a contract: its call data and what it returns.</summary>
public sealed class AbiFunction
{
    private AbiFunction(string name, AbiParameters inputs, AbiParameters outputs)
    {
        Name = name;
        Inputs = inputs;
        Outputs = outputs;
        var described = new FunctionABI(name, constant: false) { InputParameters = inputs.ToNethereum(), OutputParameters = outputs.ToNethereum() };
        Signature = described.Signature;
        Selector = AbiSelector.Parse(described.Sha3Signature);
    }

    public string Name { get; }

    public AbiParameters Inputs { get; }

    public AbiParameters Outputs { get; }

    /// <summary>The canonical signature: <c>transfer(address,uint256)</c>.</summary>
    public string Signature { get; }

    public AbiSelector Selector { get; }

    /// <param name="declaration">For example <c>balanceOf(address owner) view returns (uint256)</c>.</param>
    /// <exception cref="EthereumFormatException">It can't be read.</exception>
    public static AbiFunction Parse(string declaration)
    {
        var (name, inputs, outputs) = AbiSignature.ParseDeclaration("function", declaration);
        return new AbiFunction(name, inputs, outputs);
    }

    /// <summary>Call data: the selector and the arguments.</summary>
    /// <exception cref="ArgumentException">An argument is no value of its type, or their number is wrong.</exception>
    public byte[] Encode(params ReadOnlySpan<object> arguments)
    {
        Span<byte> selector = stackalloc byte[AbiSelector.Size];
        Selector.CopyTo(selector);
        return Inputs.EncodeAfter(selector, arguments);
    }

    /// <summary>Reads call data that is to the byte what <see cref="Encode"/> would give: nothing can hide behind the arguments.</summary>
    /// <exception cref="EthereumFormatException">Another selector, or any other encoding.</exception>
    public AbiValues DecodeInput(ReadOnlySpan<byte> callData) =>
        Selector.Begins(callData)
            ? Inputs.DecodeExact(callData[AbiSelector.Size..])
            : throw new EthereumFormatException($"The call data does not begin with {Selector}, the selector of {Signature}.");

    /// <exception cref="EthereumFormatException">Not an encoding of the function's outputs; also when nothing was returned.</exception>
    public AbiValues DecodeOutput(ReadOnlySpan<byte> returnData) => Outputs.Decode(returnData);

    public override string ToString() => Signature;
}
