using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// Price feeds that tell the token's price block by block, and everything that goes wrong with them. Its own chances, so that a world without
/// them goes on as ever.
/// </summary>
/// <param name="setup">Which feeds there are.</param>
/// <param name="random">Decides what goes wrong.</param>
/// <param name="chain">That the feeds are on.</param>
/// <param name="coverage">Where to count what happens.</param>
internal sealed class PriceFeeds(PriceSetup setup, Random random, ModelChain chain, Coverage coverage)
{
    /// <summary>Makes its chances other ones than those of the same seed.</summary>
    public const int Own = 0x9A1CE;

    private static readonly TimeSpan GraceOfSequencer = TimeSpan.FromHours(1);
    private static readonly ModelFeedFault[] Faults = Enum.GetValues<ModelFeedFault>();

    /// <summary>What each feed says next; a silent one says nothing more.</summary>
    private readonly Dictionary<Address, Meant> meant = setup.Feeds.ToDictionary(feed => feed.Address, feed => new Meant(feed.Answer));

    private bool sequencerWasDown;

    public Action<string>? Tell { get; init; }

    public required ChainTroubles OnChain { get; init; }

    public required Office Office { get; init; }

    public IEnumerable<Action> All()
    {
        yield return Silence;
        yield return Break;
        yield return Jump;
        yield return Follow;
        yield return Mend;
        yield return ChangeRules;
        if (setup.Sequencer is not null)
            yield return TurnSequencer;
        if (setup.Stablecoin is not null)
            yield return Depeg;
    }

    /// <summary>The feeds in the next block: a new round where there is something new to tell, and where the heartbeat is over.</summary>
    public ModelState Keep(ModelState state, long time)
    {
        var feeds = state.Feeds;
        for (var index = 0; index < feeds.Length; index++)
        {
            var (feed, next) = (feeds[index], meant[feeds[index].Address]);
            if (feed.Fault != next.Fault)
                feed = feed with { Fault = next.Fault };
            if (!next.IsSilent && (feed.Answer != next.Answer || time - feed.UpdatedAt >= PriceSetup.HeartbeatSeconds))
            {
                var changed = feed.Answer != next.Answer;
                feed = feed with { Answer = next.Answer, Round = feed.Round + 1, UpdatedAt = time, StartedAt = changed || feed.Address != setup.Sequencer?.Address ? time : feed.StartedAt };
            }

            if (feed != feeds[index])
                feeds = feeds.SetItem(index, feed);
        }

        return feeds == state.Feeds ? state : state with { Feeds = feeds };
    }

    /// <summary>All feeds are right, the sequencer has been up for long enough, and the parameters' own price has no age.</summary>
    public void Calm()
    {
        foreach (var feed in setup.Feeds)
            meant[feed.Address] = new Meant(feed.Answer);
        Office.Change(Office.Parameters with { Prices = setup.Rules with { ConfirmedAt = null, GoodFor = null } });
        OnChain.Mine();
        if (sequencerWasDown)
            OnChain.Pass(GraceOfSequencer, onChainToo: true);
    }

    private ModelFeed Any() => setup.Feeds[random.Next(setup.Feeds.Count)];

    /// <summary>One tells nothing more, and so long passes that its price counts no longer, or nearly.</summary>
    private void Silence()
    {
        var feed = Any();
        coverage.Count(Happening.FeedSilent);
        Set(feed, meant[feed.Address] with { IsSilent = true }, "is silent");
        OnChain.Pass(TimeSpan.FromMinutes(random.Next(12, 20)), onChainToo: true);
    }

    private void Break()
    {
        var (feed, kind) = (Any(), random.Next(3));
        if (kind == 0 && feed.Address != setup.Sequencer?.Address)
        {
            coverage.Count(Happening.FeedNotPositive);
            Set(feed, meant[feed.Address] with { Answer = -random.Next(2) }, "says nothing above zero");
            return;
        }

        coverage.Count(Happening.FeedBroken);
        var fault = Faults[random.Next(1, Faults.Length)];
        Set(feed, meant[feed.Address] with { Fault = fault }, $"is broken: {fault}");
    }

    /// <summary>One says something else than the others, by a little or by much.</summary>
    private void Jump()
    {
        var feeds = setup.Feeds.Where(feed => feed.Address != setup.Sequencer?.Address).ToList();
        var (feed, percent) = (feeds[random.Next(feeds.Count)], random.Next(6) switch { 0 => 50, 1 => 90, 2 => 97, 3 => 103, 4 => 110, _ => 200 });
        coverage.Count(Happening.FeedJumped);
        Set(feed, meant[feed.Address] with { Answer = feed.Answer * percent / 100 }, $"is at {percent} %");
    }

    /// <summary>The token's price moves, in the pool too, and the feeds follow: all of them, or all but one that lags.</summary>
    private void Follow()
    {
        var percent = random.Next(94, 107);
        var lags = random.Next(3) == 0 ? setup.OfToken.First() : null;
        coverage.Count(lags is null ? Happening.FeedsFollowed : Happening.FeedLags);
        foreach (var feed in setup.OfToken.Where(feed => feed != lags))
            meant[feed.Address] = meant[feed.Address] with { Answer = setup.IsInverted(feed) ? feed.Answer * 100 / percent : feed.Answer * percent / 100 };
        Tell?.Invoke($"the token is at {percent} % everywhere{(lags is null ? "" : $" but at {lags.Address}")}");
        var others = chain.Others;
        chain.Others = state =>
        {
            var next = others?.Invoke(state) ?? state;
            var calm = ModelChain.Balanced(next);
            return calm with { ReserveToken = calm.ReserveToken * 100 / percent, V3 = calm.V3 with { Token = calm.V3.Token * 100 / percent } };
        };
    }

    private void Mend()
    {
        var feed = Any();
        coverage.Count(Happening.FeedMended);
        if (feed.Address != setup.Sequencer?.Address)
            Set(feed, new Meant(feed.Answer), "works");
    }

    /// <summary>The office wants more or fewer sources, or closer ones, or confirms its own price.</summary>
    private void ChangeRules()
    {
        coverage.Count(Happening.PriceRulesChanged);
        var rules = random.Next(3) switch
        {
            0 => Office.Parameters.Prices with { DivergenceBps = random.Next(50, 800) },
            1 => Office.Parameters.Prices with { MinimumSources = setup.Rules.MinimumSources % 2 + 1 },
            _ when setup.Rules.ConfirmedAt is not null => Office.Parameters.Prices with { ConfirmedAt = DateTimeOffset.FromUnixTimeSeconds(chain.Head.Time) },
            _ => setup.Rules,
        };
        Office.Change(Office.Parameters with { Prices = rules });
        Tell?.Invoke($"price sources: {rules}");
    }

    /// <summary>Down, or up again; now and then just long enough for what the chain says to count, or nearly.</summary>
    private void TurnSequencer()
    {
        var feed = setup.Sequencer!;
        var isDown = meant[feed.Address].Answer.IsZero;
        sequencerWasDown |= isDown;
        coverage.Count(isDown ? Happening.SequencerStopped : Happening.SequencerBack);
        Set(feed, meant[feed.Address] with { Answer = isDown ? BigInteger.One : BigInteger.Zero }, isDown ? "says that the sequencer is down" : "says that the sequencer is up");
        if (!isDown && random.Next(2) == 0)
            OnChain.Pass(TimeSpan.FromMinutes(random.Next(55, 65)), onChainToo: true);
    }

    private void Depeg()
    {
        var feed = setup.Stablecoin!;
        var percent = random.Next(3) switch { 0 => 95, 1 => 101, _ => 105 };
        coverage.Count(Happening.StablecoinOffPar);
        Set(feed, meant[feed.Address] with { Answer = feed.Answer * percent / 100 }, $"is at {percent} %");
    }

    private void Set(ModelFeed feed, Meant next, string what)
    {
        meant[feed.Address] = next;
        Tell?.Invoke($"feed {feed.Address} {what}");
    }

    private sealed record Meant(BigInteger Answer, ModelFeedFault Fault = ModelFeedFault.None, bool IsSilent = false);
}
