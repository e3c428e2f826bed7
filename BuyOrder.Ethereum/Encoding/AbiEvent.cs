using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Chain;
using Nethereum.ABI.Model;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>An event of a contract, read from a log: its indexed parameters are in the topics, the others in the data.</summary>
public sealed class AbiEvent
{
    /// <summary>The log opcodes take four topics; the first names the event.</summary>
    private const int MaxIndexed = 3;

    private readonly AbiParameters _inData;

    /// <summary>By parameter: how its topic is read; null for one that has none, or whose topic is a hash of the value.</summary>
    private readonly AbiParameters?[] _inTopic;

    private AbiEvent(string name, AbiParameters parameters)
    {
        Name = name;
        Parameters = parameters;
        _inData = new AbiParameters([.. parameters.Where(parameter => !parameter.IsIndexed)]);
        _inTopic = [.. parameters.Select(parameter => parameter.IsIndexed && FitsTopic(parameter.Type) ? new AbiParameters([parameter]) : null)];
        if (parameters.Count - _inData.Count > MaxIndexed)
        {
            throw new EthereumFormatException($"An event has at most {MaxIndexed} indexed parameters.");
        }

        var described = new EventABI(name) { InputParameters = parameters.ToNethereum() };
        Signature = described.Signature;
        Topic = Hash256.Parse(Hex.Prefix + described.Sha3Signature);
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
            all[i] = Parameters[i].IsIndexed ? ReadTopic(i, log.Topics[topic++]) : inData[datum++];
        }

        return new AbiValues(Parameters, all);
    }

    private object ReadTopic(int index, Hash256 topic) => _inTopic[index]?.Decode(topic.ToArray())[0] ?? topic;

    private static bool FitsTopic(AbiType type) => !type.IsDynamic && type.Kind is not (AbiKind.Array or AbiKind.Tuple);
}
