using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

public sealed class JobTransitionsTests
{
    [Fact]
    public void Order_cannot_be_mined_before_its_bytes_are_stored() =>
        Assert.Throws<InvalidOperationException>(() => Reserved().Mined());

    [Fact]
    public void Ended_order_does_not_move()
    {
        var failed = Reserved().Failed(ReasonCode.PriceRejected, 0, Noon);

        Assert.Throws<InvalidOperationException>(() => failed.Prepared());
        Assert.Throws<InvalidOperationException>(() => failed.Completed(Purchase(failed), 0, Noon));
    }

    [Fact]
    public void Nothing_at_all_moves_an_order_that_ended_or_is_unknown()
    {
        var refusal = new Refusal(ReasonCode.Paused, "a");

        Assert.All([Reserved().Failed(ReasonCode.PriceRejected, 0, Noon), Reserved().Unknown(refusal, Noon)], still =>
        {
            Assert.Throws<InvalidOperationException>(() => still.Held(refusal, Noon));
            Assert.Throws<InvalidOperationException>(() => still.Resumed());
            Assert.Throws<InvalidOperationException>(() => still.Retried(ReasonCode.Reverted, 0));
            Assert.Throws<InvalidOperationException>(() => still.Completed(Purchase(still), 0, Noon));
            Assert.Throws<InvalidOperationException>(() => still.Failed(ReasonCode.Reverted, 0, Noon));
            Assert.Throws<InvalidOperationException>(() => still.Approving());
        });
    }

    [Fact]
    public void Gas_of_earlier_tries_counts_however_the_order_ends()
    {
        var retried = Reserved().Prepared().Retried(ReasonCode.Reverted, 21_000);

        Assert.Equal(25_000, retried.Completed(Purchase(retried), 4_000, Noon).GasSpentWei);
        Assert.Equal(25_000, retried.Failed(ReasonCode.Reverted, 4_000, Noon).GasSpentWei);
    }

    [Fact]
    public void Finding_and_purchase_belong_together()
    {
        var unknown = Reserved().Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "nonce 5"), Noon);
        var completed = new Resolution(Finding.Completed, "seen", Hash(1).ToString(), "operator", Noon);
        var failed = new Resolution(Finding.Failed, "gone", null, "operator", Noon);

        Assert.Equal(JobStatus.Completed, unknown.Resolved(completed, Purchase(unknown), 3).Status);
        Assert.Equal(JobStatus.Failed, unknown.Resolved(failed, null, 3).Status);
        Assert.Throws<InvalidOperationException>(() => unknown.Resolved(completed, null, 3));
        Assert.Throws<InvalidOperationException>(() => unknown.Resolved(failed, Purchase(unknown), 3));
        Assert.Throws<InvalidOperationException>(() => Reserved().Resolved(completed, Purchase(unknown), 3));
    }

    [Fact]
    public void Purchase_that_is_undone_twice_counts_twice_and_only_a_completed_order_is_undone()
    {
        var evidence = new Refusal(ReasonCode.PurchaseUndone, "block 99");
        var first = Reserved().Completed(Purchase(Reserved()), 5, Noon).Undone(evidence, Noon);
        var again = first.Resolved(new Resolution(Finding.Completed, "seen", Hash(1).ToString(), "operator", Noon), Purchase(first), 5).Undone(evidence, Noon);

        Assert.Equal((1, 2), (first.TimesUndone, again.TimesUndone));
        Assert.Throws<InvalidOperationException>(() => Reserved().Undone(evidence, Noon));
    }

    [Fact]
    public void Hold_keeps_its_start_while_refusals_follow_each_other_and_loses_it_after_an_outage()
    {
        var refused = Reserved().Held(new Refusal(ReasonCode.PriceRejected, "a"), Noon);
        var refusedAgain = refused.Held(new Refusal(ReasonCode.FeeTooHigh, "b"), Noon.AddHours(1));
        var cutOff = refusedAgain.Held(new Refusal(ReasonCode.ChainUnavailable, "c"), Noon.AddHours(2));

        Assert.Equal(Noon, refusedAgain.Hold!.Since);
        Assert.Equal(Noon.AddHours(2), cutOff.Hold!.Since);
    }

    [Fact]
    public void Moving_on_ends_the_hold() =>
        Assert.Null(Reserved().Held(new Refusal(ReasonCode.PriceRejected, "a"), Noon).Prepared().Hold);

    [Fact]
    public void Retry_keeps_the_order_and_adds_the_gas_of_the_try()
    {
        var retried = Reserved().Prepared().Broadcast().Retried(ReasonCode.Reverted, 21_000).Retried(ReasonCode.Cancelled, 4_000);

        Assert.Equal((JobStatus.Pending, JobPhase.Reserved, 2), (retried.Status, retried.Phase, retried.Retry));
        Assert.Equal(25_000, retried.GasSpentWei);
    }

    [Fact]
    public void Second_reservation_while_one_is_open_is_a_fault() =>
        Assert.Throws<InvalidOperationException>(() => new TreasuryState().Reserve(Reserved("m-1")).Reserve(Reserved("m-2")));

    [Fact]
    public void Only_an_order_that_ended_and_was_open_is_booked_as_ended_and_only_a_completed_one_is_undone()
    {
        var reserved = Reserved("m-1");
        var open = new TreasuryState().Reserve(reserved);

        Assert.Throws<InvalidOperationException>(() => open.End(reserved));
        Assert.Throws<InvalidOperationException>(() => open.End(Reserved("m-2").Failed(ReasonCode.Reverted, 0, Noon)));
        Assert.Throws<InvalidOperationException>(() => open.Undo(reserved));
        Assert.Throws<InvalidOperationException>(() => open.Undo(reserved.Failed(ReasonCode.Reverted, 0, Noon)));
    }

    [Fact]
    public void Highest_block_seen_never_goes_back()
    {
        var state = new TreasuryState().Seen(7).Seen(3);

        Assert.Equal(7, state.HighWaterBlock);
        Assert.Equal(8, state.Seen(8).HighWaterBlock);
    }

    [Fact]
    public void Nonce_expectation_never_goes_back()
    {
        var state = new TreasuryState().TakeNonce(Wallet, 7).TakeNonce(Wallet, 3);

        Assert.Equal(8, state.NextNonce[Wallet]);
    }

    [Fact]
    public void Order_is_undone_and_resolved_beside_another_that_is_open()
    {
        var first = Reserved("m-1").Completed(Purchase(Reserved("m-1")), 5, Noon);
        var book = new TreasuryState().Reserve(Reserved("m-1")).End(first).Reserve(Reserved("m-2"));

        var undone = first.Undone(new Refusal(ReasonCode.PurchaseUndone, "block 99"), Noon);
        var during = book.Undo(first);
        var failed = undone.Resolved(new Resolution(Finding.Failed, "gone", null, "operator", Noon), null, 3);
        var after = during.End(failed);

        Assert.Equal(
            (book.ConsumedBase, "m-2", 0L, 0, 0),
            (during.ConsumedBase, during.OpenOrderId, during.Completed, (int)during.TokensAcquired, (int)during.GasSpentWei));
        Assert.Equal(first.Spend, during.UndoneSpend);
        Assert.Equal(["m-1"], during.UndoneOrders);
        Assert.Equal((book.ConsumedBase - first.RevenueBase, "m-2", 1L, 3), (after.ConsumedBase, after.OpenOrderId, after.Failed, (int)after.GasSpentWei));
        Assert.Equal(0, after.UndoneSpend.Cents);
        Assert.Throws<InvalidOperationException>(() => after.End(failed));
        Assert.Throws<InvalidOperationException>(() => during.Undo(undone));
        Assert.Throws<InvalidOperationException>(() => Reserved().Resolved(failed.Resolution!, null, 0));
    }
}
