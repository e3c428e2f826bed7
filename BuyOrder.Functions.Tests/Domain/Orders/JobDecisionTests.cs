using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

public sealed class JobDecisionTests
{
    [Fact]
    public void Reserved_order_prepares_its_first_transaction() =>
        Assert.IsType<JobStep.Prepare>(Decide(Reserved(), []));

    [Fact]
    public void Stored_bytes_are_sent()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5);

        var step = Assert.IsType<JobStep.Send>(Decide(Reserved().Prepared(), [swap]));

        Assert.Equal([swap], step.Attempts);
    }

    [Fact]
    public void Bytes_that_a_node_forgot_are_sent_again()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.Equal([swap], Assert.IsType<JobStep.Send>(Decide(Sent(), [swap])).Attempts);
    }

    [Fact]
    public void Bytes_that_every_node_knows_are_waited_for()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<JobStep.Wait>(Decide(Sent(), [swap], OnChain() with { KnownEverywhere = new HashSet<Hash256> { Hash(1) } }));
    }

    [Fact]
    public void Mined_swap_is_noted_and_not_settled_before_finality()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<JobStep.NoteMined>(Decide(Sent(), [swap], OnChain(Receipt(1))));
        Assert.IsType<JobStep.Wait>(Decide(Sent().Mined(), [swap], OnChain(Receipt(1))));
    }

    [Fact]
    public void Reverted_swap_counts_only_after_finality()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<JobStep.Wait>(Decide(Sent().Mined(), [swap], OnChain(Receipt(1, succeeded: false))));
        Assert.Equal(
            new JobStep.Retry(ReasonCode.Reverted), Decide(Sent().Mined(), [swap], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Final_swap_is_settled_from_any_stored_phase()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5);
        var final = OnChain(Receipt(1, final: true));

        Assert.IsType<JobStep.Settle>(Decide(Reserved().Prepared(), [swap], final));
        Assert.IsType<JobStep.Settle>(Decide(Sent(), [swap], final));
        Assert.IsType<JobStep.Settle>(Decide(Sent().Mined(), [swap], final));
    }

    [Fact]
    public void Final_swap_that_is_not_the_promised_purchase_needs_an_operator()
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
                ReasonCode.PurchaseMismatch, Assert.IsType<JobStep.CallOperator>(Decide(Sent(), [swap], OnChain(receipt))).Evidence.Reason));
        Assert.IsType<JobStep.Settle>(
            Decide(Sent(), [swap], OnChain(bought with { Purchase = bought.Purchase! with { TokensAcquired = swap.MinimumOut } })));
    }

    [Fact]
    public void Receipt_that_vanished_sends_the_order_back_to_broadcasting()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<JobStep.NoteUnmined>(Decide(Sent().Mined(), [swap]));
    }

    [Fact]
    public void Any_attempt_at_the_nonce_may_be_the_one_that_is_mined()
    {
        var first = Attempt(AttemptKind.Swap, nonce: 5, number: 1, AttemptState.Sent);
        var bumped = Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Sent);

        var step = Assert.IsType<JobStep.Settle>(Decide(Sent(), [first, bumped], OnChain(Receipt(1, final: true))));

        Assert.Equal(first, step.Attempt);
    }

    [Fact]
    public void Final_cancel_starts_over()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, number: 1, AttemptState.Sent);
        var cancel = Attempt(AttemptKind.Cancel, nonce: 5, number: 2, AttemptState.Sent);

        Assert.Equal(new JobStep.Retry(ReasonCode.Cancelled), Decide(Sent(), [swap, cancel], OnChain(Receipt(2, final: true))));
    }

    [Fact]
    public void Order_fails_only_when_its_retries_are_used_up()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent) with { Retry = Limits.MaxRetries };
        var last = Sent() with { Retry = Limits.MaxRetries };

        Assert.Equal(new JobStep.Fail(ReasonCode.Reverted), Decide(last, [swap], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Attempts_of_an_earlier_try_do_not_count()
    {
        var old = Attempt(AttemptKind.Swap, nonce: 4, state: AttemptState.Reverted);

        Assert.IsType<JobStep.Prepare>(Decide(Reserved() with { Retry = 1 }, [old]));
    }

    [Fact]
    public void Mined_allowance_lets_the_swap_be_prepared_before_it_is_final()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<JobStep.Prepare>(Decide(Reserved().Approving(), [approve], OnChain(Receipt(1))));
    }

    [Fact]
    public void Reverted_allowance_starts_over_only_when_final()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent);

        Assert.IsType<JobStep.Wait>(Decide(Reserved().Approving(), [approve], OnChain(Receipt(1, succeeded: false))));
        Assert.IsType<JobStep.Retry>(Decide(Reserved().Approving(), [approve], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Allowance_behind_a_reset_comes_when_the_reset_is_mined_and_the_next_when_both_are()
    {
        var reset = Attempt(AttemptKind.Reset, nonce: 5, number: 1, AttemptState.Sent);
        var approve = Attempt(AttemptKind.Approve, nonce: 6, number: 2, AttemptState.Sent);

        Assert.Equal([reset], Assert.IsType<JobStep.Send>(Decide(Reserved().Approving(), [reset])).Attempts);
        Assert.Equal(new JobStep.Prepare(NothingIsOpen: false), Decide(Reserved().Approving(), [reset], OnChain(Receipt(1))));
        Assert.Equal([approve], Assert.IsType<JobStep.Send>(Decide(Reserved().Approving(), [reset, approve], OnChain(Receipt(1)))).Attempts);
        Assert.Equal(
            new JobStep.Prepare(NothingIsOpen: false),
            Decide(Reserved().Approving(), [reset, approve], OnChain(Receipt(1, final: true), Receipt(2))));
    }

    [Fact]
    public void Try_with_a_reverted_allowance_starts_over_when_all_of_its_nonces_are_final()
    {
        var reset = Attempt(AttemptKind.Reset, nonce: 5, number: 1, AttemptState.Sent);
        var approve = Attempt(AttemptKind.Approve, nonce: 6, number: 2, AttemptState.Sent);

        Assert.IsType<JobStep.Wait>(
            Decide(Reserved().Approving(), [reset, approve], OnChain(Receipt(1, succeeded: false, final: true), Receipt(2))));
        Assert.Equal(
            new JobStep.Retry(ReasonCode.Reverted),
            Decide(Reserved().Approving(), [reset, approve], OnChain(Receipt(1, final: true), Receipt(2, succeeded: false, final: true))));
    }

    [Fact]
    public void Allowance_that_a_reorg_undid_is_sent_again_with_the_swap()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2, AttemptState.Sent);

        Assert.Equal([approve, swap], Assert.IsType<JobStep.Send>(Decide(Sent(), [approve, swap])).Attempts);
    }

    [Fact]
    public void Deciding_about_an_ended_order_is_a_fault_of_the_caller()
    {
        var ended = Sent().Failed(ReasonCode.Reverted, 0, Noon);

        var fault = Assert.Throws<InvalidOperationException>(() => Decide(ended, []));

        Assert.Equal("Order m-1 has ended: there is nothing to decide.", fault.Message);
    }

    [Fact]
    public void Refusal_may_end_the_order_only_once_its_allowances_are_final()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent);

        Assert.Equal(new JobStep.Prepare(NothingIsOpen: true), Decide(Reserved(), []));
        Assert.Equal(new JobStep.Prepare(NothingIsOpen: true), Decide(Reserved().Approving(), [approve], OnChain(Receipt(1, final: true))));
        Assert.Equal(new JobStep.Prepare(NothingIsOpen: false), Decide(Reserved().Approving(), [approve], OnChain(Receipt(1))));
    }

    [Fact]
    public void Pause_after_a_mined_allowance_prepares_no_swap_and_says_why() => Assert.Equal(
        new JobStep.PutOnHold(new Refusal(ReasonCode.Paused, "Buying is paused; nothing that was not sent yet will be sent.")),
        Decide(Reserved().Approving(), [Attempt(AttemptKind.Approve, nonce: 5, state: AttemptState.Sent)], OnChain(Receipt(1)), paused: true));

    [Fact]
    public void Lowest_open_nonce_comes_first_in_whatever_order_the_attempts_are_read()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 1, AttemptState.Sent);
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 2, AttemptState.Sent);
        var late = OnChain().Late();
        var taken = OnChain() with { NonceAtHead = 7, NonceAtFinal = 7 };

        Assert.Equal([approve, swap], Assert.IsType<JobStep.Send>(Decide(Sent(), [swap, approve])).Attempts);
        Assert.Equal(new JobStep.Replace(approve), Decide(Sent(), [swap, approve], late));
        Assert.Equal(
            new JobStep.PutOnHold(new Refusal(ReasonCode.NonceTakenElsewhere, "Nonce 5 is used in a final block, but by none of the order's transactions.")),
            Decide(Sent(), [swap, approve], taken));
    }
}
