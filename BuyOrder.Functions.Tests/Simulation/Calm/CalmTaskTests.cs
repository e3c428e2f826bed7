using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;
using BuyOrder.Testing.Model;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>A wallet task whose next nonce another holder of the key takes while nothing of the task is out.</summary>
public sealed class CalmTaskTests
{
    private readonly CalmSystem system = new(new Zar(100_000_00));

    [Fact]
    public void Task_fails_after_ten_looks_when_a_stranger_is_there_before_its_first_signature() => Alone(() =>
    {
        Bought("m-1");
        system.OnChain(state => state with { IsFrozen = true });
        Sweep("w-1");
        var waits = Task("w-1");

        system.Steal();
        var looks = LooksUntilItEnds("w-1");
        var ended = Task("w-1");

        Assert.Equal((ReasonCode.SimulationFailed, 0), (waits.Task.Hold!.Reason, waits.Attempts.Count));
        Assert.Equal((JobStatus.Failed, ReasonCode.ForeignNonce, false), (ended.Task.Status, ended.Task.Reason, ended.Task.IsUnknown));
        Assert.Empty(ended.Attempts);
        Assert.Equal(11, looks);
        Assert.Null(system.State().OpenOrderId);
    });

    [Fact]
    public void Task_fails_when_a_stranger_comes_between_two_tries_and_the_next_order_waits_for_the_operator() => Alone(() =>
    {
        Bought("m-1");
        Sweep("w-1");
        system.OnChain(state => state with { IsFrozen = true });
        while (Task("w-1").Task.Retry == 0)
        {
            system.Mine();
            system.Advance();
        }

        system.Steal();
        LooksUntilItEnds("w-1");
        var ended = Task("w-1");
        system.Sell(new Zar(100_000_00));
        system.OnChain(state => state with { IsFrozen = false });
        var refused = system.Run("m-2");
        var accepted = system.Accept(system.Chain.Head.State.Accounts[0].Nonce);
        var bought = system.Run("m-2");

        Assert.Equal((JobStatus.Failed, ReasonCode.ForeignNonce, 1), (ended.Task.Status, ended.Task.Reason, ended.Task.Retry));
        Assert.Equal(AttemptState.Reverted, Assert.Single(ended.Attempts).State);
        Assert.Equal(ReasonCode.ForeignNonce, refused.Outcome);
        Assert.IsType<AcceptanceResult.Accepted>(accepted);
        Assert.Equal(ReasonCode.Ordered, bought.Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-2").Status);
    });

    [Fact]
    public void Task_goes_on_when_what_the_stranger_did_is_undone_before_it_is_final() => Alone(() =>
    {
        Bought("m-1");
        system.OnChain(state => state with { IsFrozen = true });
        Sweep("w-1");
        system.Steal();
        system.Advance();
        var held = Task("w-1").Task.Hold!.Reason;

        system.Undo(1);
        system.OnChain(state => state with { IsFrozen = false });
        for (var tick = 0; tick < 40 && !Task("w-1").Task.IsEnded; tick++)
        {
            system.Advance();
            system.Mine();
        }

        Assert.Equal(ReasonCode.ForeignNonce, held);
        Assert.Equal(JobStatus.Completed, Task("w-1").Task.Status);
        Assert.Equal(3 * ModelChain.Unit, system.Chain.Head.State.Swept);
    });

    private void Bought(string id)
    {
        system.Run(id);
        system.Settle(id);
    }

    private void Sweep(string id) => Assert.IsType<TaskResult.Placed>(system.Ask<WalletTasks, TaskResult>(tasks =>
        tasks.PlaceAsync(new TaskRequest(id, new TaskWish.Sweep(new Zar(3_00)), null, "a try", "administrator"), CancellationToken.None)));

    private TaskRecord Task(string id) => system.Ask<TaskQueries, TaskRecord?>(tasks => tasks.FindAsync(id, CancellationToken.None))!;

    private int LooksUntilItEnds(string id)
    {
        var looks = 0;
        for (; !Task(id).Task.IsEnded; looks++)
        {
            Assert.True(looks < 20);
            system.Mine();
            system.Wait(TimeSpan.FromMinutes(1));
            system.Advance();
        }

        return looks;
    }
}
