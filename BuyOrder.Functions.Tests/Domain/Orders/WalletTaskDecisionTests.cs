using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>Where a wallet task goes another way than an order.</summary>
public sealed class WalletTaskDecisionTests
{
    [Theory]
    [InlineData(100, 100, JobStatus.Completed, null)]
    [InlineData(100, 99, JobStatus.Failed, "transfer_mismatch")]
    [InlineData(0, 0, JobStatus.Failed, "transfer_mismatch")]
    [InlineData(101, 100, JobStatus.Failed, "transfer_mismatch")]
    public void Sweep_is_done_when_exactly_its_amount_left_and_arrived(long left, long arrived, JobStatus status, string? reason)
    {
        var ended = Sweep.Settled(new TaskOutcome(default, 7, default, left, arrived), leftover: 0, gasSpentWei: 3, Noon);

        Assert.Equal((status, reason, new BigInteger(3)), (ended.Status, ended.Reason?.Value, ended.GasSpentWei));
        Assert.Equal((new BigInteger(left), new BigInteger(arrived)), (ended.Outcome!.LeftUnits, ended.Outcome.ArrivedUnits));
    }

    [Theory]
    [InlineData(0, JobStatus.Completed, null)]
    [InlineData(1, JobStatus.Failed, "allowance_mismatch")]
    public void Allowance_is_taken_back_when_nothing_of_it_is_left(long leftover, JobStatus status, string? reason)
    {
        var revoke = Sweep with { Action = new TaskAction.Revoke(Wallet) };

        var ended = revoke.Settled(new TaskOutcome(default, 7, default, 0, 0), leftover, gasSpentWei: 3, Noon);

        Assert.Equal((AttemptKind.Reset, status, reason), (revoke.Deed, ended.Status, ended.Reason?.Value));
    }

    [Fact]
    public void State_has_one_place_for_orders_and_tasks_and_a_task_leaves_every_sum_as_it_is()
    {
        var state = new TreasuryState();

        var open = state.Reserve(Sweep);

        Assert.Equal(("w-1", state.Sums with { OpenOrderId = "w-1" }), (open.OpenOrderId, open.Sums));
        Assert.Throws<InvalidOperationException>(() => open.Reserve(Reserved()));
        Assert.Throws<InvalidOperationException>(() => open.Reserve(Sweep with { Id = "w-2" }));
        Assert.Throws<InvalidOperationException>(() => open.End(Sweep));
        Assert.False(open.HasHadOrders);
        Assert.Equal(state.Sums, open.End(Sweep.Failed(ReasonCode.Cancelled, 1, Noon)).Sums);
    }

    /// <summary>The nonce that it was to take is another's: ten looks and ten minutes, and the use of it final.</summary>
    [Theory]
    [InlineData(10, 600, true, true, true)]
    [InlineData(9, 600, true, true, false)]
    [InlineData(10, 599, true, true, false)]
    [InlineData(10, 600, false, true, false)]
    [InlineData(10, 600, true, false, false)]
    public void Task_whose_next_nonce_others_took_fails_once_that_is_certain_and_final(
        int looks, int seconds, bool nothingIsOpen, bool nonceIsFinal, bool fails)
    {
        var (refusal, now) = (new Refusal(ReasonCode.ForeignNonce, "used elsewhere"), Noon.AddSeconds(seconds));
        var held = Seen(Sweep, refusal, looks);

        JobStep expected = fails ? new JobStep.Fail(ReasonCode.ForeignNonce) : new JobStep.PutOnHold(refusal);

        Assert.Equal(expected, JobDecision.DecideRefused(held, refusal, nothingIsOpen, nonceIsFinal, now, Limits));
    }

    [Theory]
    [InlineData(10, 600, true)]
    [InlineData(9, 600, false)]
    [InlineData(10, 599, false)]
    public void Order_whose_next_nonce_others_took_is_an_operators_matter_final_or_not(int looks, int seconds, bool isCertain)
    {
        var (refusal, now) = (new Refusal(ReasonCode.ForeignNonce, "used elsewhere"), Noon.AddSeconds(seconds));
        var held = Seen(Reserved(), refusal, looks);

        JobStep expected = isCertain ? new JobStep.CallOperator(refusal) : new JobStep.PutOnHold(refusal);

        Assert.Equal(expected, JobDecision.DecideRefused(held, refusal, nothingIsOpen: true, nonceIsFinal: true, now, Limits));
        Assert.Equal(expected, JobDecision.DecideRefused(held, refusal, nothingIsOpen: false, nonceIsFinal: false, now, Limits));
    }

    [Theory]
    [InlineData("w-a", true)]
    [InlineData("w-", false)]
    [InlineData("m-a", false)]
    [InlineData("w-a:b", false)]
    [InlineData(null, false)]
    public void Id_of_a_task_is_none_of_an_order(string? id, bool isTask) =>
        Assert.Equal((isTask, id == "m-a"), (OrderIds.IsTaskId(id), OrderIds.IsOrderId(id)));

    /// <summary>On hold since noon, seen at that many blocks.</summary>
    private static TJob Seen<TJob>(TJob job, Refusal refusal, int looks)
        where TJob : Job => Enumerable.Range(0, looks).Aggregate(job, (held, look) => held.Held(refusal, Noon, head: 100 + look));
}
