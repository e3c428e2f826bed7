using BuyOrder.Domain.Chain;
using Nethereum.ABI.Model;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>A custom error of a contract.</summary>
public sealed class AbiError
{
    private AbiError(string name, AbiParameters parameters)
    {
        Name = name;
        Parameters = parameters;
        var described = new ErrorABI(name) { InputParameters = parameters.ToNethereum() };
        Signature = described.Signature;
        Selector = AbiSelector.Parse(described.Sha3Signature);
    }

    public string Name { get; }

    public AbiParameters Parameters { get; }

    public string Signature { get; }

    public AbiSelector Selector { get; }

    /// <param name="declaration">For example <c>ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)</c>.</param>
    /// <exception cref="EthereumFormatException">It can't be read.</exception>
    public static AbiError Parse(string declaration)
    {
        var (name, parameters, _) = AbiSignature.ParseDeclaration("error", declaration);
        return new AbiError(name, parameters);
    }

    public byte[] Encode(params ReadOnlySpan<object> arguments)
    {
        Span<byte> selector = stackalloc byte[AbiSelector.Size];
        Selector.CopyTo(selector);
        return Parameters.EncodeAfter(selector, arguments);
    }

    /// <exception cref="EthereumFormatException">Revert data of another error, or none of these parameters.</exception>
    public AbiValues Decode(ReadOnlySpan<byte> revertData) =>
        Selector.Begins(revertData)
            ? Parameters.Decode(revertData[AbiSelector.Size..])
            : throw new EthereumFormatException($"The revert data does not begin with {Selector}, the selector of {Signature}.");

    public override string ToString() => Signature;
}
