using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>An event of a contract, read from a log: its indexed parameters are in the topics, the others in the data.</summary>
public sealed class AbiEvent
{
    /// <summary>The log opcodes take four topics; the first names the event.</summary>
    private const int MaxIndexed = 3;

    private readonly AbiParameters _inData;

    private AbiEvent(string name, AbiParameters parameters)
    {
        Name = name;
        Parameters = parameters;
        _inData = new AbiParameters([.. parameters.Where(parameter => !parameter.IsIndexed)]);
        if (parameters.Count - _inData.Count > MaxIndexed)
        {
            throw new EthereumFormatException($"An event has at most {MaxIndexed} indexed parameters.");
        }

        Signature = $"{name}{parameters}";
        Topic = Keccak256.Compute(System.Text.Encoding.ASCII.GetBytes(Signature));
    }

    public string Name { get; }

    public AbiParameters Parameters { get; }

    public string Signature { get; }

    /// <summary>The first topic of its logs.</summary>
    public Hash256 Topic { get; }

    /// <param name="declaration">For example <c>Transfer(address indexed from, address indexed to, uint256 value)</c>.</param>
    /// <exception cref="EthereumFormatException">It can't be read.</exception>
    public static AbiEvent Parse(string declaration)
    {
        var (name, parameters, _) = AbiSignature.ParseDeclaration("event", declaration);
        return new AbiEvent(name, parameters);
    }

    /// <summary>Reads a log that is exactly one of this event. Who wrote it is for the caller to check.</summary>
    /// <param name="log">The log.</param>
    /// <param name="values">
    /// In the order of the parameters; an indexed parameter that does not fit a word (bytes, string, array, tuple) comes as the
    /// <see cref="Hash256"/> that is in its place.
    /// </param>
    /// <returns>False when the log is of another event, has other indexed parameters, or holds malformed or surplus data.</returns>
    public bool TryDecode(LogEntry log, [NotNullWhen(true)] out AbiValues? values)
    {
        values = null;
        if (log.Topics.Count != 1 + Parameters.Count - _inData.Count || log.Topics[0] != Topic)
        {
            return false;
        }

        try
        {
            values = Read(log);
            return true;
        }
        catch (EthereumFormatException)
        {
            // Another contract's log under the same topic: simply not this event.
            return false;
        }
    }

    public override string ToString() => Signature;

    private AbiValues Read(LogEntry log)
    {
        var inData = _inData.DecodeExact(log.Data.Span);
        var all = new object[Parameters.Count];
        var (topic, datum) = (1, 0);
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = Parameters[i].IsIndexed ? ReadTopic(Parameters[i].Type, log.Topics[topic++]) : inData[datum++];
        }

        return new AbiValues(Parameters, all);
    }

    private static object ReadTopic(AbiType type, Hash256 topic) =>
        type.IsDynamic || type is AbiArray or AbiTuple ? topic : type.Read(new AbiFrame(topic.ToArray()));
}
