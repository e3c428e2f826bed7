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

    /// <summary>From which phases each move is allowed, the others being refused by name.</summary>
    [Theory]
    [InlineData(JobPhase.Approving, JobPhase.Reserved, JobPhase.Approving)]
    [InlineData(JobPhase.Prepared, JobPhase.Reserved, JobPhase.Approving, JobPhase.Prepared, JobPhase.Broadcast)]
    [InlineData(JobPhase.Broadcast, JobPhase.Prepared, JobPhase.Broadcast, JobPhase.Mined)]
    [InlineData(JobPhase.Mined, JobPhase.Prepared, JobPhase.Broadcast)]
    public void Phases_follow_each_other_in_these_ways_only(JobPhase to, params JobPhase[] allowed)
    {
        foreach (var from in Enum.GetValues<JobPhase>())
        {
            var order = Reserved() with { Phase = from };
            if (allowed.Contains(from))
                Assert.Equal(order with { Phase = to }, Move(order, to));
            else
                Assert.Equal($"Order m-1 cannot go from {from} to {to}.", Assert.Throws<InvalidOperationException>(() => Move(order, to)).Message);
        }

        static Order Move(Order order, JobPhase to) => to switch
        {
            JobPhase.Approving => order.Approving(),
            JobPhase.Prepared => order.Prepared(),
            JobPhase.Broadcast => order.Broadcast(),
            _ => order.Mined(),
        };
    }

    [Fact]
    public void Who_moves_what_must_not_move_is_told_why()
    {
        var unknown = Reserved().Unknown(new Refusal(ReasonCode.Paused, "a"), Noon);
        var failed = Reserved().Failed(ReasonCode.PriceRejected, 0, Noon);
        var swept = Sweep.Settled(new TaskOutcome(default, 7, default, 100, 100), leftover: 0, gasSpentWei: 3, Noon);
        var wish = new CancelWish(Noon, "operator", "not wanted");

        Assert.Equal("Order m-1 is unknown: it does not move.", Fault(() => unknown.Prepared()));
        Assert.Equal("Order m-1 is Failed: it does not move.", Fault(() => failed.Unwanted(wish)));
        Assert.Equal("Task w-1 is Completed: it does not move.", Fault(() => swept.Settled(swept.Outcome!, 0, 0, Noon)));
        Assert.Equal("Order m-1 is to be cancelled already.", Fault(() => Reserved().Unwanted(wish).Unwanted(wish)));
        Assert.Equal("Order m-1 is Failed: there is nothing to undo.", Fault(() => failed.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), Noon)));
        Assert.Equal(
            "Order m-1 cannot be resolved as Failed.",
            Fault(() => Reserved().Resolved(new Resolution(Finding.Failed, "gone", null, "operator", Noon), null, 0)));

        static string Fault(Func<Job> move) => Assert.Throws<InvalidOperationException>(move).Message;
    }

    [Fact]
    public void Order_that_ends_tells_what_came_of_it_and_is_on_hold_no_more()
    {
        var order = Sent().Held(new Refusal(ReasonCode.FeeTooHigh, "dear"), Noon) with { Reason = ReasonCode.Reverted, GasSpentWei = 10 };
        var half = Purchase(order) with { SpentUnits = order.SpendUnits / 2 };

        Assert.Equal(
            order with
            {
                Status = JobStatus.Completed,
                Phase = JobPhase.Completed,
                Purchase = half,
                BoughtAtMid = 100,
                GasSpentWei = 13,
                Hold = null,
                Reason = null,
                EndedAt = Noon.AddHours(1),
            },
            order.Completed(half, 3, Noon.AddHours(1), atMid: 200));
        Assert.Equal(
            order with
            {
                Status = JobStatus.Failed,
                Phase = JobPhase.Failed,
                Reason = ReasonCode.Cancelled,
                GasSpentWei = 13,
                Hold = null,
                EndedAt = Noon.AddHours(1),
            },
            order.Failed(ReasonCode.Cancelled, 3, Noon.AddHours(1)));
        Assert.Equal(
            order with { Phase = JobPhase.Reserved, Retry = 1, Reason = ReasonCode.Cancelled, Hold = null, GasSpentWei = 13 },
            order.Retried(ReasonCode.Cancelled, 3));
    }

    [Fact]
    public void Undone_order_is_unknown_without_its_purchase_and_keeps_what_it_paid_until_it_is_resolved()
    {
        var completed = Sent().Completed(Purchase(Sent()), 5, Noon, atMid: 200);
        var undone = completed.Undone(new Refusal(ReasonCode.PurchaseUndone, "block 99"), Noon.AddHours(1));

        Assert.Equal(
            completed with
            {
                Status = JobStatus.Pending,
                Phase = JobPhase.Broadcast,
                Purchase = null,
                BoughtAtMid = null,
                EndedAt = null,
                IsUnknown = true,
                Reason = ReasonCode.PurchaseUndone,
                Hold = new Hold(ReasonCode.PurchaseUndone, "block 99", Noon.AddHours(1)),
                TimesUndone = 1,
            },
            undone);

        var resolution = new Resolution(Finding.Failed, "gone", null, "operator", Noon.AddHours(2));
        var failed = undone.Resolved(resolution, null, 3);
        Assert.Equal(
            (false, 3, ReasonCode.PurchaseUndone, resolution, Noon.AddHours(2)),
            (failed.IsUnknown, (int)failed.GasSpentWei, failed.Reason, failed.Resolution, failed.EndedAt));
    }

    [Fact]
    public void Hold_counts_looks_at_higher_blocks_and_tells_the_call_that_was_tried_last()
    {
        var tried = new TriedCall(Wallet, "0x12");
        var refusal = new Refusal(ReasonCode.SimulationFailed, "reverts") { Tried = tried };
        var first = Reserved().Held(refusal, Noon, head: 100);
        var lower = first.Held(refusal with { Detail = "again" }, Noon.AddHours(1), head: 99);
        var higher = lower.Held(refusal, Noon.AddHours(2), head: 101);
        var other = higher.Held(new Refusal(ReasonCode.ChainUnavailable, "no node"), Noon.AddHours(3), head: 102);

        Assert.Equal(new Hold(ReasonCode.SimulationFailed, "reverts", Noon, Looks: 1, Head: 100) { Tried = tried }, first.Hold);
        Assert.Equal((tried, null), (higher.Hold!.Tried, other.Hold!.Tried));
        Assert.Equal(("again", Noon, 1, 100L), (lower.Hold!.Detail, lower.Hold.Since, lower.Hold.Looks, lower.Hold.Head));
        Assert.Equal((2, 101L), (higher.Hold.Looks, higher.Hold.Head));
        Assert.Equal(new Hold(ReasonCode.ChainUnavailable, "no node", Noon.AddHours(3), Looks: 1, Head: 102), other.Hold);
        Assert.Equal((1, 1, 1, 2), (first.Holds, lower.Holds, higher.Holds, other.Holds));
    }
}
