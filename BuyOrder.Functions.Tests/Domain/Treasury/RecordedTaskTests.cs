using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Which steps of a wallet task are recorded, and that a record of one changes nothing but what is open.</summary>
public sealed class RecordedTaskTests
{
    private static readonly TaskOutcome Outcome = new(Hash(7), 7, Hash(8), 100, 100);
    private static readonly WalletTask Done = Sweep.Settled(Outcome, leftover: 0, gasSpentWei: 3, Noon);
    private static readonly TreasurySums Idle = new TreasuryState { Completed = 3, TotalSpent = new Zar(5) }.Sums;

    private static readonly RecordedTask Recorded = new("w-1", Sweep.Action, Wallet, Outcome, 3, "1:after", "1:before");

    [Fact]
    public void Steps_that_begin_or_end_a_task_are_recorded()
    {
        Assert.Equal(RecordEvent.TaskReserved, RecordedTask.EventOf(null, Sweep));
        Assert.Null(RecordedTask.EventOf(Sweep, Sweep.Prepared()));
        Assert.Equal(RecordEvent.TaskCompleted, RecordedTask.EventOf(Sweep, Done));
        Assert.Equal(RecordEvent.TaskFailed, RecordedTask.EventOf(Sweep, Sweep.Failed(ReasonCode.Cancelled, 1, Noon)));
        Assert.Null(RecordedTask.EventOf(Done, Done));
    }

    [Fact]
    public void Record_of_a_task_keeps_what_the_one_before_said_of_revenue_and_parameters()
    {
        var newest = new TreasuryRecord
        {
            Number = 6,
            Event = RecordEvent.Completed,
            At = Noon,
            Sums = Idle,
            Revenue = new RevenueTotals([new CurrencyTotals(RevenueSource.CourseSale, "ZAR", 1, new Zar(9), Zar.Zero, 9, 0)]),
            CutOff = [1, 2],
            ParametersVersion = 4,
            ParametersHash = "1:aa",
            SettledCutOff = [1, 1],
            LateFailures = "m-7",
        };
        var sums = Idle with { OpenOrderId = "w-1" };

        var record = RecordedTask.Next(newest, RecordEvent.TaskReserved, Noon.AddHours(1), Recorded, sums);

        Assert.Equal(
            newest with { Number = 0, Event = RecordEvent.TaskReserved, At = Noon.AddHours(1), Task = Recorded, Sums = sums }, record);
    }

    [Fact]
    public void Sums_follow_a_task_only_where_it_can_follow()
    {
        var open = Idle with { OpenOrderId = "w-1" };

        Assert.Equal(open, RecordedTask.After(Idle, RecordEvent.TaskReserved, Recorded));
        Assert.Null(RecordedTask.After(open, RecordEvent.TaskReserved, Recorded));
        Assert.Equal(Idle, RecordedTask.After(open, RecordEvent.TaskCompleted, Recorded));
        Assert.Null(RecordedTask.After(open, RecordEvent.TaskCompleted, Recorded with { Outcome = null }));
        Assert.Null(RecordedTask.After(Idle, RecordEvent.TaskCompleted, Recorded));
        Assert.Equal(Idle, RecordedTask.After(open, RecordEvent.TaskFailed, Recorded with { Outcome = null }));
        Assert.Null(RecordedTask.After(open with { OpenOrderId = "w-2" }, RecordEvent.TaskFailed, Recorded));
        Assert.Null(RecordedTask.After(open, RecordEvent.Completed, Recorded));
    }
}
