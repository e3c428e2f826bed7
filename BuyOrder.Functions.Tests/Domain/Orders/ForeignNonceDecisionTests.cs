using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>A used nonce without a receipt of ours: a lagging index, or a stranger with the key.</summary>
public sealed class ForeignNonceDecisionTests
{
    [Fact]
    public void Final_swap_waits_for_the_receipt_of_its_allowance_but_not_for_ever()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 4, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Sent);
        var final = OnChain(Receipt(2, final: true));

        var held = Sent();
        for (var look = 0; look < Limits.ForeignNonceLooks; look++)
            held = held.Held(Assert.IsType<JobStep.PutOnHold>(Decide(held, [approve, swap], final)).Refusal, Noon, head: 100 + look);

        Assert.IsType<JobStep.Settle>(Decide(Sent(), [approve, swap], OnChain(Receipt(1, final: true), Receipt(2, final: true))));
        Assert.IsType<JobStep.PutOnHold>(Decide(held, [approve, swap], final));
        Assert.IsType<JobStep.Settle>(Decide(held, [approve, swap], final, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Nonce_taken_by_a_stranger_needs_an_operator_after_patience_and_is_never_bought_again()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var taken = OnChain() with { NonceAtHead = 6, NonceAtFinal = 6 };

        var first = Assert.IsType<JobStep.PutOnHold>(Decide(Sent(), [swap], taken));
        var held = Sent().Held(first.Refusal, Noon, head: 100);
        var once = held;
        for (var look = 1; look < Limits.ForeignNonceLooks; look++)
            held = held.Held(first.Refusal, Noon, head: 100 + look);

        Assert.IsType<JobStep.PutOnHold>(Decide(once, [swap], taken, now: Noon + Limits.ForeignNoncePatience));
        Assert.IsType<JobStep.PutOnHold>(Decide(held, [swap], taken, now: Noon + Limits.ForeignNoncePatience - TimeSpan.FromSeconds(1)));
        Assert.IsType<JobStep.CallOperator>(Decide(held, [swap], taken, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Swap_behind_an_allowance_whose_nonce_a_stranger_took_is_brought_to_its_end_before_an_operator_is_called()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var stored = Attempt(AttemptKind.Swap, nonce: 6, number: 2);
        var sent = stored with { State = AttemptState.Sent, SentAtBlock = 100 };
        var taken = OnChain() with { NonceAtHead = 6, NonceAtFinal = 6 };
        var late = taken.Late();
        var reverted = OnChain(Receipt(2, succeeded: false, final: true)) with { NonceAtHead = 7, NonceAtFinal = 7 };
        var held = Sent();
        for (var look = 0; look < Limits.ForeignNonceLooks; look++)
            held = held.Held(Assert.IsType<JobStep.PutOnHold>(Decide(held, [approve, sent], reverted)).Refusal, Noon, head: 100 + look);

        Assert.Equal([stored], Assert.IsType<JobStep.Send>(Decide(Reserved().Prepared(), [approve, stored], taken)).Attempts);
        Assert.Equal(sent, Assert.IsType<JobStep.Replace>(Decide(Sent(), [approve, sent], late)).Attempt);
        Assert.IsType<JobStep.CallOperator>(Decide(held, [approve, sent], reverted, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Looks_at_one_block_count_once_however_many_they_are()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var taken = OnChain() with { NonceAtHead = 6, NonceAtFinal = 6 };
        var evidence = Assert.IsType<JobStep.PutOnHold>(Decide(Sent(), [swap], taken)).Refusal;

        var held = Sent();
        for (var look = 0; look < 3 * Limits.ForeignNonceLooks; look++)
            held = held.Held(evidence, Noon, head: look % 2 == 0 ? 100 : 99);

        Assert.Equal(1, held.Hold!.Looks);
        Assert.IsType<JobStep.PutOnHold>(Decide(held, [swap], taken, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Allowance_that_lost_to_its_own_bump_is_no_strangers_nonce()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var bumped = Attempt(AttemptKind.Approve, nonce: 5, number: 2, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 3);
        var approved = OnChain(Receipt(1, final: true)) with { NonceAtHead = 6, NonceAtFinal = 6 };

        var step = Assert.IsType<JobStep.Send>(Decide(Reserved().Prepared(), [approve, bumped, swap], approved));

        Assert.Equal([swap], step.Attempts);
    }

    [Fact]
    public void Patience_with_a_taken_nonce_starts_anew_when_one_look_shows_otherwise()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var held = Sent().Held(new Refusal(ReasonCode.NonceTakenElsewhere, "evidence"), Noon);

        Assert.IsType<JobStep.Resume>(Decide(held, [swap], OnChain() with { KnownEverywhere = new HashSet<Hash256> { Hash(1) } }));
        Assert.Null(held.Resumed().Hold);
    }

    [Fact]
    public void Nonce_used_but_not_final_is_waited_for()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var used = OnChain() with { NonceAtHead = 6, KnownEverywhere = new HashSet<Hash256> { Hash(1) } };

        Assert.IsType<JobStep.Wait>(Decide(Sent(), [swap], used));
    }

    [Fact]
    public void Unknown_order_never_moves_by_itself()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var unknown = Sent().Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "evidence"), Noon);

        Assert.IsType<JobStep.Wait>(Decide(unknown, [swap], OnChain(Receipt(1, final: true))));
    }

    [Fact]
    public void Look_that_shows_otherwise_ends_the_hold_before_bytes_are_sent_again_but_not_before_they_are_replaced()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var held = Sent().Held(new Refusal(ReasonCode.NonceTakenElsewhere, "evidence"), Noon);
        var late = OnChain().Late();

        Assert.Equal(new JobStep.Resume(), Decide(held, [swap]));
        Assert.Equal(new JobStep.Replace(swap), Decide(held, [swap], late));
        Assert.IsType<JobStep.Send>(Decide(Sent().Held(new Refusal(ReasonCode.FeeTooHigh, "dear"), Noon), [swap]));
    }

    [Fact]
    public void Final_swap_without_the_receipt_of_its_allowance_names_the_nonce_that_is_missing()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 4, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Sent);

        var step = Assert.IsType<JobStep.PutOnHold>(Decide(Sent(), [approve, swap], OnChain(Receipt(2, final: true))));

        Assert.Equal("Nonce 4 is used in a final block, but by none of the order's transactions.", step.Refusal.Detail);
    }
}
