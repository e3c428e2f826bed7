using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>What a pause, a guard and an outage do to an order.</summary>
public sealed class RefusalDecisionTests
{
    [Fact]
    public void Pause_holds_what_was_not_sent_and_watches_what_was()
    {
        var stored = Attempt(AttemptKind.Swap, nonce: 5);
        var sent = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.Equal(ReasonCode.Paused, Assert.IsType<JobStep.PutOnHold>(Decide(Reserved(), [], paused: true)).Refusal.Reason);
        Assert.Equal(
            ReasonCode.Paused, Assert.IsType<JobStep.PutOnHold>(Decide(Reserved().Prepared(), [stored], paused: true)).Refusal.Reason);
        Assert.IsType<JobStep.Settle>(Decide(Sent(), [sent], OnChain(Receipt(1, final: true)), paused: true));
    }

    [Fact]
    public void Pause_sends_nothing_for_the_first_time_beside_what_was_sent_before()
    {
        var approval = Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2);
        var dearer = Attempt(AttemptKind.Approve, nonce: 5, number: 2);
        var known = OnChain() with { KnownEverywhere = new HashSet<Hash256> { Hash(2) } };

        Assert.Equal([approval], Assert.IsType<JobStep.Send>(Decide(Sent(), [approval, swap], paused: true)).Attempts);
        Assert.Equal([approval, swap], Assert.IsType<JobStep.Send>(Decide(Sent(), [approval, swap])).Attempts);
        Assert.Equal([approval], Assert.IsType<JobStep.Send>(Decide(Sent(), [approval, dearer], paused: true)).Attempts);
        Assert.Equal([dearer], Assert.IsType<JobStep.Send>(Decide(Sent(), [dearer], known, paused: true)).Attempts);
    }

    [Fact]
    public void State_holds_orders_while_it_is_paused_or_an_order_is_undone_or_unknown()
    {
        var change = new PauseChange(Noon, "operator", "why");
        var state = new TreasuryState { Pause = new PauseState.Resumed(change) };

        Assert.Equal((false, false), (state.IsPaused, state.HoldsOrders));
        Assert.False((state with { Pause = new PauseState.Never() }).HoldsOrders);
        Assert.Equal((false, true), ((state with { UndoneOrders = ["m-1"] }).IsPaused, (state with { UndoneOrders = ["m-1"] }).HoldsOrders));
        Assert.All(
            [new PauseState.Paused(change), new PauseState.Unmoved()],
            (PauseState pause) => Assert.Equal((true, true), ((state with { Pause = pause }).IsPaused, (state with { Pause = pause }).HoldsOrders)));
    }

    [Fact]
    public void Time_alone_never_fails_an_order()
    {
        var refused = Reserved().Held(new Refusal(ReasonCode.PriceRejected, "too dear"), Noon);

        Assert.Equal(new JobStep.Prepare(), Decide(refused, [], now: Noon + (2 * Limits.FailAfterHold)));
    }

    [Fact]
    public void Guard_that_still_refuses_after_six_hours_fails_an_order_without_stored_bytes()
    {
        var refused = Reserved().Held(new Refusal(ReasonCode.PriceRejected, "too dear"), Noon);
        var again = new Refusal(ReasonCode.PriceImpact, "too much");
        var later = Noon + Limits.FailAfterHold;

        Assert.Equal(new JobStep.PutOnHold(again), Refused(refused, again, later - TimeSpan.FromSeconds(1)));
        Assert.Equal(new JobStep.Fail(ReasonCode.PriceImpact), Refused(refused, again, later));
        Assert.Equal(new JobStep.PutOnHold(again), Refused(refused, again, later, nothingIsOpen: false));
        Assert.Equal(new JobStep.PutOnHold(again), Refused(Reserved(), again, later));
    }

    [Fact]
    public void Outage_never_fails_an_order()
    {
        var outage = new Refusal(ReasonCode.ChainUnavailable, "no node");
        var refusal = new Refusal(ReasonCode.PriceRejected, "too dear");
        var later = Noon + Limits.FailAfterHold;

        Assert.Equal(new JobStep.PutOnHold(refusal), Refused(Reserved().Held(outage, Noon), refusal, later));
        Assert.Equal(new JobStep.PutOnHold(outage), Refused(Reserved().Held(refusal, Noon), outage, later));
    }

    private static JobStep Refused(Order order, Refusal refusal, DateTimeOffset now, bool nothingIsOpen = true) =>
        JobDecision.DecideRefused(order, refusal, nothingIsOpen, nonceIsFinal: false, now, Limits);
}
