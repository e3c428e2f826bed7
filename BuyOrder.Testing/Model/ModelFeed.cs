using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Testing.Model;

/// <summary>A price feed as its contract's storage is after a block, or the feed that says whether a rollup's sequencer is up.</summary>
internal sealed record ModelFeed
{
    private const string Refusal = "execution reverted: no data present";

    /// <summary>Bytes that are no five words.</summary>
    private const int GarbageBytes = 31;

    private static readonly BigInteger Word = BigInteger.One << 256;

    private ModelFeed(Address address) => Address = address;

    /// <summary>Where feeds may be.</summary>
    public static IReadOnlyList<Address> Places { get; } = [.. Enumerable.Range(0xF0, 8).Select(fill => ModelContracts.Fixed((byte)fill))];

    public Address Address { get; }

    public int Decimals { get; init; } = 8;

    public BigInteger Answer { get; init; }

    public long Round { get; init; } = 1;

    /// <summary>Of a sequencer's feed: since when it is as it is.</summary>
    public long StartedAt { get; init; }

    public long UpdatedAt { get; init; }

    public ModelFeedFault Fault { get; init; }

    public static ModelFeed At(int place) => new(Places[place]);

    /// <summary>What it answers in hexadecimal, or why it refuses.</summary>
    public (string? Text, RpcError? Refused) Call(ReadOnlySpan<byte> data)
    {
        if (Fault == ModelFeedFault.Reverts)
            return (null, new RpcError(RpcError.RevertCode, Refusal));
        if (Fault == ModelFeedFault.Gone)
            return ("0x", null);
        if (Erc20.Decimals.Selector.Begins(data))
            return ("0x" + ModelContracts.Word(Fault == ModelFeedFault.OtherDecimals ? Decimals + 1 : Decimals), null);
        if (!FeedSource.LatestRoundData.Selector.Begins(data))
            return (null, new RpcError(RpcError.RevertCode, Refusal));
        if (Fault == ModelFeedFault.Garbage)
            return ("0x" + new string('1', 2 * GarbageBytes), null);
        BigInteger[] words = [Round, Answer.Sign < 0 ? Answer + Word : Answer, StartedAt, UpdatedAt, Fault == ModelFeedFault.Unfinished ? Round - 1 : Round];
        return ("0x" + string.Concat(words.Select(ModelContracts.Word)), null);
    }
}

/// <summary>What is wrong with a feed beside its price and its age.</summary>
internal enum ModelFeedFault
{
    None = 0,

    /// <summary>It refuses every question.</summary>
    Reverts,

    /// <summary>There is no contract any more.</summary>
    Gone,

    /// <summary>It answers in another form.</summary>
    Garbage,

    /// <summary>It has other decimals than the settings name.</summary>
    OtherDecimals,

    /// <summary>Its newest round has no answer of its own.</summary>
    Unfinished,
}
