using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders;

public sealed class OrderDecisionTests
{
    private static readonly OrderLimits Limits = new();

    [Fact]
    public void Reserved_order_prepares_its_first_transaction() =>
        Assert.IsType<OrderStep.Prepare>(Decide(Reserved(), []));

    [Fact]
    public void Stored_bytes_are_sent()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5);

        var step = Assert.IsType<OrderStep.Send>(Decide(Reserved().Prepared(), [swap]));

        Assert.Equal([swap], step.Attempts);
    }

    [Fact]
    public void Bytes_that_a_node_forgot_are_sent_again()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.Equal([swap], Assert.IsType<OrderStep.Send>(Decide(Sent(), [swap])).Attempts);
    }

    [Fact]
    public void Bytes_that_every_node_knows_are_waited_for()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<OrderStep.Wait>(Decide(Sent(), [swap], OnChain() with { KnownEverywhere = new HashSet<string> { Hash(1) } }));
    }

    [Fact]
    public void Mined_swap_is_noted_and_not_settled_before_finality()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<OrderStep.NoteMined>(Decide(Sent(), [swap], OnChain(Receipt(1))));
        Assert.IsType<OrderStep.Wait>(Decide(Sent().Mined(), [swap], OnChain(Receipt(1))));
    }

    [Fact]
    public void Reverted_swap_counts_only_after_finality()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<OrderStep.Wait>(Decide(Sent().Mined(), [swap], OnChain(Receipt(1, succeeded: false))));
        Assert.Equal(
            new OrderStep.Retry(ReasonCode.Reverted), Decide(Sent().Mined(), [swap], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Final_swap_is_settled_from_whatever_phase_was_stored()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5);
        var final = OnChain(Receipt(1, final: true));

        Assert.IsType<OrderStep.Settle>(Decide(Reserved().Prepared(), [swap], final));
        Assert.IsType<OrderStep.Settle>(Decide(Sent(), [swap], final));
        Assert.IsType<OrderStep.Settle>(Decide(Sent().Mined(), [swap], final));
    }

    [Fact]
    public void Final_swap_that_is_not_the_promised_purchase_is_given_to_a_human()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var bought = Receipt(1, final: true);

        Assert.All(
            [
                bought with { Purchase = null },
                bought with { Purchase = bought.Purchase! with { SpentUnits = bought.Purchase.SpentUnits - 1 } },
                bought with { Purchase = bought.Purchase! with { TokensAcquired = swap.MinimumOut - 1 } },
            ],
            receipt => Assert.Equal(
                ReasonCode.PurchaseMismatch, Assert.IsType<OrderStep.GiveToHuman>(Decide(Sent(), [swap], OnChain(receipt))).Evidence.Reason));
        Assert.IsType<OrderStep.Settle>(
            Decide(Sent(), [swap], OnChain(bought with { Purchase = bought.Purchase! with { TokensAcquired = swap.MinimumOut } })));
    }

    [Fact]
    public void Receipt_that_vanished_sends_the_order_back_to_broadcasting()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<OrderStep.NoteUnmined>(Decide(Sent().Mined(), [swap]));
    }

    [Fact]
    public void Any_attempt_at_the_nonce_may_be_the_one_that_is_mined()
    {
        var first = Attempt(AttemptKind.Swap, nonce: 5, number: 1, AttemptState.Sent);
        var bumped = Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Sent);

        var step = Assert.IsType<OrderStep.Settle>(Decide(Sent(), [first, bumped], OnChain(Receipt(1, final: true))));

        Assert.Equal(first, step.Attempt);
    }

    [Fact]
    public void Final_swap_waits_for_the_receipt_of_its_allowance_but_not_for_ever()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 4, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Sent);
        var final = OnChain(Receipt(2, final: true));

        var held = Sent();
        for (var look = 0; look < Limits.ForeignNonceLooks; look++)
            held = held.Held(Assert.IsType<OrderStep.StandStill>(Decide(held, [approve, swap], final)).Refusal, Noon, head: 100 + look);

        Assert.IsType<OrderStep.Settle>(Decide(Sent(), [approve, swap], OnChain(Receipt(1, final: true), Receipt(2, final: true))));
        Assert.IsType<OrderStep.StandStill>(Decide(held, [approve, swap], final));
        Assert.IsType<OrderStep.Settle>(Decide(held, [approve, swap], final, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Final_cancel_starts_over()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, number: 1, AttemptState.Sent);
        var cancel = Attempt(AttemptKind.Cancel, nonce: 5, number: 2, AttemptState.Sent);

        Assert.Equal(new OrderStep.Retry(ReasonCode.Cancelled), Decide(Sent(), [swap, cancel], OnChain(Receipt(2, final: true))));
    }

    [Fact]
    public void Order_fails_only_when_its_retries_are_used_up()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent) with { Retry = Limits.MaxRetries };
        var last = Sent() with { Retry = Limits.MaxRetries };

        Assert.Equal(new OrderStep.Fail(ReasonCode.Reverted), Decide(last, [swap], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Attempts_of_an_earlier_try_do_not_count()
    {
        var old = Attempt(AttemptKind.Swap, nonce: 4, state: AttemptState.Reverted);

        Assert.IsType<OrderStep.Prepare>(Decide(Reserved() with { Retry = 1 }, [old]));
    }

    [Fact]
    public void Mined_allowance_lets_the_swap_be_prepared_before_it_is_final()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<OrderStep.Prepare>(Decide(Reserved().Approving(), [approve], OnChain(Receipt(1))));
    }

    [Fact]
    public void Reverted_allowance_starts_over_only_when_final()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<OrderStep.Wait>(Decide(Reserved().Approving(), [approve], OnChain(Receipt(1, succeeded: false))));
        Assert.IsType<OrderStep.Retry>(Decide(Reserved().Approving(), [approve], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Allowance_that_a_reorg_undid_is_sent_again_with_the_swap()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2, AttemptState.Sent);

        Assert.Equal([approve, swap], Assert.IsType<OrderStep.Send>(Decide(Sent(), [approve, swap])).Attempts);
    }

    [Fact]
    public void Swap_that_is_not_mined_for_long_is_bumped_at_the_same_nonce()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var late = OnChain() with { Head = 100 + Limits.BumpAfterBlocks };

        Assert.Equal(new OrderStep.Replace(swap), Decide(Sent(), [swap], late));
    }

    [Fact]
    public void Swap_past_its_deadline_is_replaced_at_the_same_nonce_without_waiting_for_blocks()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var known = OnChain() with { KnownEverywhere = new HashSet<string> { Hash(1) } };

        Assert.IsType<OrderStep.Wait>(Decide(Sent(), [swap], known with { HeadTime = Noon.AddMinutes(20).AddSeconds(-1) }));
        Assert.Equal(new OrderStep.Replace(swap), Decide(Sent(), [swap], known with { HeadTime = Noon.AddMinutes(20) }));
    }

    [Fact]
    public void Swap_that_expired_before_it_was_sent_is_replaced_and_not_sent()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5);
        var late = OnChain() with { HeadTime = Noon.AddMinutes(20) };

        Assert.IsType<OrderStep.Send>(Decide(Reserved().Prepared(), [swap], late with { HeadTime = Noon.AddMinutes(19) }));
        Assert.Equal(new OrderStep.Replace(swap), Decide(Reserved().Prepared(), [swap], late));
    }

    [Fact]
    public void Swap_that_expired_before_it_was_sent_waits_for_the_allowance_before_it()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2);
        var late = OnChain() with { HeadTime = Noon.AddMinutes(20) };

        Assert.Equal([approve], Assert.IsType<OrderStep.Send>(Decide(Reserved().Prepared(), [approve, swap], late)).Attempts);
        Assert.IsType<OrderStep.Wait>(
            Decide(Reserved().Prepared(), [approve, swap], late with { KnownEverywhere = new HashSet<string> { Hash(1) } }));
    }

    [Fact]
    public void Expired_swap_goes_out_when_no_other_attempt_is_allowed_so_that_its_nonce_closes()
    {
        var attempts = Enumerable.Range(1, Limits.MaxAttemptsPerNonce).Select(number => Attempt(AttemptKind.Swap, nonce: 5, number)).ToList();
        var late = OnChain() with { HeadTime = Noon.AddMinutes(20) };

        Assert.Equal([attempts[^1]], Assert.IsType<OrderStep.Send>(Decide(Reserved().Prepared(), attempts, late)).Attempts);
        Assert.Equal(new OrderStep.Replace(attempts[^2]), Decide(Reserved().Prepared(), attempts[..^1], late));
    }

    [Fact]
    public void Pause_makes_no_replacement()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var late = OnChain() with { Head = 100 + Limits.BumpAfterBlocks, KnownEverywhere = new HashSet<string> { Hash(1) } };

        Assert.IsType<OrderStep.Wait>(Decide(Sent(), [swap], late, paused: true));
    }

    [Fact]
    public void Swap_behind_an_unmined_allowance_is_not_bumped_before_it()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2, AttemptState.Sent);
        var late = OnChain() with { Head = 100 + Limits.BumpAfterBlocks };

        Assert.Equal(approve, Assert.IsType<OrderStep.Replace>(Decide(Sent(), [approve, swap], late)).Attempt);
    }

    [Fact]
    public void Nonce_taken_by_a_stranger_is_given_to_a_human_after_patience_and_never_bought_again()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var taken = OnChain() with { NonceAtHead = 6, NonceAtFinal = 6 };

        var first = Assert.IsType<OrderStep.StandStill>(Decide(Sent(), [swap], taken));
        var held = Sent().Held(first.Refusal, Noon, head: 100);
        var once = held;
        for (var look = 1; look < Limits.ForeignNonceLooks; look++)
            held = held.Held(first.Refusal, Noon, head: 100 + look);

        Assert.IsType<OrderStep.StandStill>(Decide(once, [swap], taken, now: Noon + Limits.ForeignNoncePatience));
        Assert.IsType<OrderStep.StandStill>(Decide(held, [swap], taken, now: Noon + Limits.ForeignNoncePatience - TimeSpan.FromSeconds(1)));
        Assert.IsType<OrderStep.GiveToHuman>(Decide(held, [swap], taken, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Looks_at_one_block_count_once_however_many_they_are()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var taken = OnChain() with { NonceAtHead = 6, NonceAtFinal = 6 };
        var evidence = Assert.IsType<OrderStep.StandStill>(Decide(Sent(), [swap], taken)).Refusal;

        var held = Sent();
        for (var look = 0; look < 3 * Limits.ForeignNonceLooks; look++)
            held = held.Held(evidence, Noon, head: look % 2 == 0 ? 100 : 99);

        Assert.Equal(1, held.Hold!.Looks);
        Assert.IsType<OrderStep.StandStill>(Decide(held, [swap], taken, now: Noon + Limits.ForeignNoncePatience));
    }

    [Fact]
    public void Allowance_that_lost_to_its_own_bump_is_no_strangers_nonce()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var bumped = Attempt(AttemptKind.Approve, nonce: 5, number: 2, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 3);
        var approved = OnChain(Receipt(1, final: true)) with { NonceAtHead = 6, NonceAtFinal = 6 };

        var step = Assert.IsType<OrderStep.Send>(Decide(Reserved().Prepared(), [approve, bumped, swap], approved));

        Assert.Equal([swap], step.Attempts);
    }

    [Fact]
    public void Patience_with_a_taken_nonce_starts_anew_when_one_look_shows_otherwise()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var held = Sent().Held(new Refusal(ReasonCode.NonceTakenElsewhere, "evidence"), Noon);

        Assert.IsType<OrderStep.Resume>(Decide(held, [swap], OnChain() with { KnownEverywhere = new HashSet<string> { Hash(1) } }));
        Assert.Null(held.Resumed().Hold);
    }

    [Fact]
    public void Nonce_used_but_not_final_is_waited_for()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var used = OnChain() with { NonceAtHead = 6, KnownEverywhere = new HashSet<string> { Hash(1) } };

        Assert.IsType<OrderStep.Wait>(Decide(Sent(), [swap], used));
    }

    [Fact]
    public void Unknown_order_never_moves_by_itself()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var unknown = Sent().Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "evidence"), Noon);

        Assert.IsType<OrderStep.Wait>(Decide(unknown, [swap], OnChain(Receipt(1, final: true))));
    }

    [Fact]
    public void Pause_holds_what_was_not_sent_and_watches_what_was()
    {
        var stored = Attempt(AttemptKind.Swap, nonce: 5);
        var sent = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.Equal(ReasonCode.Paused, Assert.IsType<OrderStep.StandStill>(Decide(Reserved(), [], paused: true)).Refusal.Reason);
        Assert.Equal(
            ReasonCode.Paused, Assert.IsType<OrderStep.StandStill>(Decide(Reserved().Prepared(), [stored], paused: true)).Refusal.Reason);
        Assert.IsType<OrderStep.Settle>(Decide(Sent(), [sent], OnChain(Receipt(1, final: true)), paused: true));
    }

    [Fact]
    public void Time_alone_never_fails_an_order()
    {
        var refused = Reserved().Held(new Refusal(ReasonCode.PriceRejected, "too dear"), Noon);

        Assert.Equal(new OrderStep.Prepare(), Decide(refused, [], now: Noon + (2 * Limits.FailAfterHold)));
    }

    [Fact]
    public void Guard_that_still_refuses_after_six_hours_fails_an_order_without_stored_bytes()
    {
        var refused = Reserved().Held(new Refusal(ReasonCode.PriceRejected, "too dear"), Noon);
        var again = new Refusal(ReasonCode.PriceImpact, "too much");
        var later = Noon + Limits.FailAfterHold;

        Assert.Equal(new OrderStep.StandStill(again), Refused(refused, again, later - TimeSpan.FromSeconds(1)));
        Assert.Equal(new OrderStep.Fail(ReasonCode.PriceImpact), Refused(refused, again, later));
        Assert.Equal(new OrderStep.StandStill(again), Refused(refused, again, later, nothingIsOpen: false));
        Assert.Equal(new OrderStep.StandStill(again), Refused(Reserved(), again, later));
    }

    [Fact]
    public void Outage_never_fails_an_order()
    {
        var outage = new Refusal(ReasonCode.ChainUnavailable, "no node");
        var refusal = new Refusal(ReasonCode.PriceRejected, "too dear");
        var later = Noon + Limits.FailAfterHold;

        Assert.Equal(new OrderStep.StandStill(refusal), Refused(Reserved().Held(outage, Noon), refusal, later));
        Assert.Equal(new OrderStep.StandStill(outage), Refused(Reserved().Held(refusal, Noon), outage, later));
    }

    [Fact]
    public void Deciding_about_an_ended_order_is_a_fault_of_the_caller()
    {
        var ended = Sent().Failed(ReasonCode.Reverted, 0, Noon);

        Assert.Throws<InvalidOperationException>(() => Decide(ended, []));
    }

    private static OrderStep Refused(Order order, Refusal refusal, DateTimeOffset now, bool nothingIsOpen = true) =>
        OrderDecision.DecideRefused(order, refusal, nothingIsOpen, now, Limits);

    private static Order Sent() => Reserved().Prepared().Broadcast();

    private static OrderStep Decide(
        Order order, IReadOnlyList<Attempt> attempts, ChainFacts? chain = null, bool paused = false, DateTimeOffset? now = null) =>
        OrderDecision.Decide(order, attempts, chain ?? OnChain(), paused, now ?? Noon, Limits);
}
