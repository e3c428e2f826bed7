using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Orders.Verifying;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;
using BuyOrder.Simulation.Processes;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;
using static BuyOrder.Functions.Tests.Orders.Notifications.SignalMessages;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>What is told of wallet tasks: each hold and each failure once, with the step.</summary>
public sealed class TaskSignalTests
{
    private const int MostCalls = 200;

    [Fact]
    public void Task_on_hold_is_told_once_for_each_reason_and_names_no_order()
    {
        var first = Sweep.Held(new Refusal(ReasonCode.FeeTooHigh, "It is 9 gwei."), Noon);
        var again = first.Held(new Refusal(ReasonCode.FeeTooHigh, "It is 8 gwei."), Noon.AddMinutes(1), 7);

        var told = Assert.Single(Notification.OfStep(Sweep, first, null).OfType<Notification>());

        Assert.Equal(("wallet-task-held:w-1:1", "wallet-task-held"), (told.MessageId, told.Event));
        Assert.Equal("""{"event":"wallet-task-held","reason":"fee_too_high","detail":"It is 9 gwei.","taskId":"w-1","at":"2026-11-22T12:00:00Z"}""", told.Body);
        Assert.Empty(Notification.OfStep(first, again, null).OfType<Notification>());
    }

    [Fact]
    public void Task_that_failed_is_told_with_what_moved_and_one_that_completed_is_not()
    {
        var revoke = Sweep with { Action = new TaskAction.Revoke(Wallet) };

        string?[] told =
        [
            Detail(Sweep.Failed(ReasonCode.NonceTakenElsewhere, 0, Noon)),
            Detail(Sweep.Settled(new TaskOutcome(Hash(1), 7, Hash(2), 100, 99), 0, 0, Noon)),
            Detail(Sweep.Settled(new TaskOutcome(Hash(1), 7, Hash(2), 100, 100), 0, 0, Noon)),
            Detail(revoke.Settled(new TaskOutcome(Hash(1), 7, Hash(2), 0, 0), 1, 0, Noon)),
        ];

        var sweep = $"100 units of stablecoin were to go from {Wallet} to 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC;";
        Assert.Equal(
            [$"{sweep} 0 left and 0 arrived.", $"{sweep} 100 left and 99 arrived.", null, $"The allowance of {Wallet} over the stablecoin of {Wallet} was to become 0."],
            told);
    }

    [Fact]
    public void Death_at_any_call_of_a_sweep_and_its_cancel_leaves_each_hold_and_the_failure_told_once() => Alone(() =>
    {
        foreach (var death in new[] { Passage.DieBefore, Passage.DieAfter })
        {
            var (at, calls, holds) = (0, 1, 0);
            while (at < calls)
            {
                Assert.InRange(++at, 1, MostCalls);
                (calls, var ended) = DieAt(at, death);
                holds += ended.Holds;
            }

            Assert.True(holds > 0);
        }
    });

    /// <summary>The vault signs nothing, so that the task is held. How many calls there were, and the task as another process ends it.</summary>
    private static (int Calls, WalletTask Ended) DieAt(int at, Passage death)
    {
        var system = BrokenBook.Completed();
        var request = new TaskRequest(Sweep.Id, new TaskWish.Sweep(null), null, "end of the month", "operator");
        var calls = 0;
        system.Fate = call => ++calls == at ? death : Signless(call);
        _ = system.Started().Begin<WalletTasks>(tasks => tasks.PlaceAsync(request, CancellationToken.None));
        _ = system.Started().Begin<TaskCancellation>(tasks => tasks.CancelAsync(Sweep.Id, "not now", "operator", CancellationToken.None));

        system.Fate = call => Signless(call);
        system.Restart();
        Assert.IsType<TaskResult.Placed>(system.Ask<WalletTasks, TaskResult>(tasks => tasks.PlaceAsync(request, CancellationToken.None)));
        Assert.IsType<TaskCancellationResult.Taken>(system.Ask<TaskCancellation, TaskCancellationResult>(
            tasks => tasks.CancelAsync(Sweep.Id, "not now", "operator", CancellationToken.None)));
        var ended = system.Ask<TaskQueries, TaskRecord?>(tasks => tasks.FindAsync(Sweep.Id, CancellationToken.None))!.Task;

        Assert.Equal((JobStatus.Failed, ReasonCode.Cancelled), (ended.Status, ended.Reason));
        Assert.Equal(
            ["wallet-task-failed:w-1", .. Enumerable.Range(1, ended.Holds).Select(hold => $"wallet-task-held:w-1:{hold}")],
            Waiting(system).Where(message => message.Event is Notification.TaskHeld or Notification.TaskFailed).Select(message => message.MessageId).Order(StringComparer.Ordinal));
        AssertGenuine(system);
        Assert.Null(TamperedOrders.Verify(system).FirstFault);
        return (calls, ended);
    }

    private static Passage Signless(string call) => call == "sign" ? Passage.NotDone : Passage.Through;

    private static string? Detail(WalletTask ended) =>
        Notification.OfStep(Sweep, ended, null).OfType<Notification>().SingleOrDefault()?.Alarm?.Detail;
}
