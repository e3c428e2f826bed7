using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Prices;

/// <summary>A contract that says what something is worth, as the settings describe it. Immutable.</summary>
/// <param name="Name">By which parameters switch it on.</param>
/// <param name="Address">The contract that is asked.</param>
/// <param name="Hop">The source that says what its quote is worth in ZAR; null: its quote is worth one.</param>
internal abstract record PriceSource(string Name, Address Address, string? Hop)
{
    public abstract SourceKind Kind { get; }

    /// <summary>
    /// Adds its reads (at the latest block) to a batch that the caller sends; the returned function reads the answers afterwards, given the time
    /// of the node's newest block.
    /// </summary>
    /// <remarks>
    /// The function throws where the node left a question open: that node has not answered. A contract's answer that is no price is a fault of the
    /// source as this node sees it, and is returned.
    /// </remarks>
    public abstract Func<DateTimeOffset, SourceAnswer> Ask(RpcBatch batch);

    protected static RpcCall<byte[]> Call(RpcBatch batch, Address contract, AbiFunction function, params ReadOnlySpan<object> arguments) =>
        batch.Add(Eth.Call(new CallRequest { To = contract, Data = function.Encode(arguments) }, BlockTag.Latest));

    /// <exception cref="SourceFaultException">The contract refuses it, is not there, or answers something else.</exception>
    /// <exception cref="NodeUnavailableException">The node gave no usable answer.</exception>
    /// <exception cref="RpcException">The node could not answer, for reasons of its own.</exception>
    protected static AbiValues Read(RpcCall<byte[]> call, Address contract, AbiFunction function)
    {
        if (call.Error is { IsNodeTrouble: false } refused)
            throw new SourceFaultException(SourceVerdict.Reverts, $"{contract} refuses {function.Name}(): {refused.Reason()?.Text ?? refused.Message}");
        var returned = call.Result;
        if (returned.Length == 0)
            throw new SourceFaultException(SourceVerdict.NoContract, $"nothing at {contract} answers {function.Name}()");
        try
        {
            return function.DecodeOutput(returned);
        }
        catch (EthereumFormatException)
        {
            throw new SourceFaultException(SourceVerdict.Unreadable, $"{contract} answers {function.Name}() with something else");
        }
    }

    /// <summary>Turns a fault of the source into an answer.</summary>
    protected static SourceAnswer Answer(Func<SourceAnswer> read)
    {
        try
        {
            return read();
        }
        catch (SourceFaultException fault)
        {
            return new SourceAnswer.Failed(fault.Why, fault.Message);
        }
    }

    protected sealed class SourceFaultException(SourceVerdict why, string message) : Exception(message)
    {
        public SourceVerdict Why => why;
    }
}
