using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Prices;

/// <summary>A feed with Chainlink's interface (https://docs.chain.link/data-feeds/api-reference).</summary>
/// <param name="Name">By which parameters switch it on.</param>
/// <param name="Address">Of the feed or its proxy.</param>
/// <param name="Hop">The source that says what its quote is worth in ZAR; null: its quote is ZAR.</param>
/// <param name="Decimals">Of its answers.</param>
/// <param name="MaxAge">How long an answer counts.</param>
/// <param name="Sequencer">On a rollup, the feed that says whether its sequencer is up.</param>
/// <param name="IsInverted">It says what one ZAR (or one of the hop's) is worth, and not what a whole one costs.</param>
internal sealed record FeedSource(
    string Name, Address Address, string? Hop, int Decimals, TimeSpan MaxAge, Address? Sequencer, bool IsInverted) : PriceSource(Name, Address, Hop)
{
    public static readonly AbiFunction LatestRoundData = AbiFunction.Parse(
        "latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)");

    /// <summary>Feeds need a while to catch up: what was sent to them during the outage comes with the first blocks after it.</summary>
    public static readonly TimeSpan GraceOfSequencer = TimeSpan.FromHours(1);

    private static readonly BigInteger LastSecond = new(DateTimeOffset.MaxValue.ToUnixTimeSeconds());

    public override SourceKind Kind => SourceKind.Feed;

    public override Func<DateTimeOffset, SourceAnswer> Ask(RpcBatch batch)
    {
        var decimals = Call(batch, Address, Erc20.Decimals);
        var round = Call(batch, Address, LatestRoundData);
        var sequencer = Sequencer is { } uptime ? Call(batch, uptime, LatestRoundData) : null;
        return headTime => Answer(() =>
        {
            if (sequencer is not null)
                CheckSequencer(Read(sequencer, Sequencer!.Value, LatestRoundData), headTime);
            return PriceOf(Read(decimals, Address, Erc20.Decimals).Get<BigInteger>(0), Read(round, Address, LatestRoundData));
        });
    }

    private SourceAnswer PriceOf(BigInteger decimals, AbiValues round)
    {
        if (decimals != Decimals)
            throw new SourceFaultException(SourceVerdict.WrongDecimals, Text($"{Address} has {decimals} decimals, not {Decimals}"));
        var (answer, updatedAt) = (round.Get<BigInteger>("answer"), round.Get<BigInteger>("updatedAt"));
        var (roundId, answeredIn) = (round.Get<BigInteger>("roundId"), round.Get<BigInteger>("answeredInRound"));
        if (answer.Sign <= 0)
            throw new SourceFaultException(SourceVerdict.NotPositive, Text($"{Address} answers {answer}"));
        if (updatedAt.IsZero || roundId.IsZero || answeredIn < roundId)
            throw new SourceFaultException(SourceVerdict.UnfinishedRound, Text($"round {roundId} of {Address} has no answer of its own: the newest is of round {answeredIn}"));
        if (updatedAt > LastSecond)
            throw new SourceFaultException(SourceVerdict.FromTheFuture, Text($"{Address} answers as of second {updatedAt}"));
        var scaled = answer * BigInteger.Pow(10, Price.Scale - Decimals);
        return SourceAnswer.Of(IsInverted ? new Price(scaled).Inverse().Scaled : scaled, Time(updatedAt));
    }

    /// <summary>Its answer is 0 while it is up, since <c>startedAt</c>.</summary>
    private static void CheckSequencer(AbiValues round, DateTimeOffset headTime)
    {
        var (answer, startedAt) = (round.Get<BigInteger>("answer"), round.Get<BigInteger>("startedAt"));
        if (!answer.IsZero)
            throw new SourceFaultException(SourceVerdict.SequencerDown, "the sequencer is down");
        if (startedAt.IsZero || startedAt > LastSecond)
            throw new SourceFaultException(SourceVerdict.SequencerDown, "it is not known since when the sequencer is up");
        if (headTime - Time(startedAt) < GraceOfSequencer)
            throw new SourceFaultException(SourceVerdict.SequencerDown, Text($"the sequencer is up only since {Time(startedAt):u}"));
    }

    private static DateTimeOffset Time(BigInteger seconds) => DateTimeOffset.FromUnixTimeSeconds((long)seconds);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
