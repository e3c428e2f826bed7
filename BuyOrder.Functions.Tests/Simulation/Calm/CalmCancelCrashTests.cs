using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Recovery;
using BuyOrder.Simulation.Processes;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmCancels;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>A cancel that falls between any two calls of the real engine, by another instance; either may die anywhere.</summary>
public sealed class CalmCancelCrashTests
{
    private static readonly Zar Revenue = new(100_000_00);

    public static TheoryData<string> Deaths => ["none", "before", "after"];

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Cancel_at_any_call_of_an_order_lets_nothing_but_cancels_be_stored_or_sent_and_it_fails_or_has_bought_once(string death) => Alone(() =>
    {
        var (calls, cancelled, bought) = (CalmOrders.Calls(Revenue), 0, 0);
        Assert.InRange(calls, 30, 200);
        for (var at = 1; at <= calls; at++)
        {
            var order = CancelAt(at, death);
            cancelled += order?.Status == JobStatus.Failed ? 1 : 0;
            bought += order?.Status == JobStatus.Completed ? 1 : 0;
        }

        Assert.True(cancelled > 10 && bought > 0, $"{cancelled} cancelled, {bought} bought");
    });

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public void Process_that_dies_at_any_call_of_a_cancel_leaves_no_wish_or_one_that_is_carried_out(string death) => Alone(() =>
    {
        foreach (var phase in new[] { JobPhase.Approving, JobPhase.Broadcast })
        {
            for (var at = 1; at <= 40; at++)
                DieAt(phase, at, death);
        }
    });

    /// <summary>The cancel falls before the call of that number, and the process that makes the call dies before or after it, or lives on.</summary>
    private static Order? CancelAt(int at, string death)
    {
        var system = new CalmSystem(Revenue);
        var (process, other) = (system.Started(), system.Started());
        var (calls, underWay) = (0, "");
        CancellationResult? answer = null;
        IReadOnlyList<Hash256> before = [];
        system.Fate = call =>
        {
            if (++calls < at)
                return Passage.Through;
            system.Fate = _ => Passage.Through;
            (underWay, before) = (call, [.. Attempts(system).Select(attempt => attempt.TransactionHash)]);
            answer = other.Cancel("m-1", "not wanted any more");
            return death switch { "before" => Passage.DieBefore, "after" => Passage.DieAfter, _ => Passage.Through };
        };

        CalmOrders.Live(system, process, until: () => answer is not null);
        if (answer is not (CancellationResult.Cancelled or CancellationResult.UnderWay))
            return null;
        var seen = underWay == "broadcast" ? before.ToHashSet() : Known(system);
        system.Restart();
        var order = system.Settle("m-1");

        var later = Attempts(system).Where(attempt => !before.Contains(attempt.TransactionHash)).ToList();
        Assert.All(later, attempt => Assert.Equal(AttemptKind.Cancel, attempt.Kind));
        Assert.Subset(seen.Union(later.Select(attempt => attempt.TransactionHash)).ToHashSet(), Known(system));
        if (order.Status == JobStatus.Failed)
            AssertCancelled(system, order);
        Assert.Equal(order.Status == JobStatus.Completed ? 1 : 0, system.Chain.Purchases.Count());
        AssertVerified(system);
        return order;
    }

    private static void DieAt(JobPhase phase, int at, string death)
    {
        var system = phase == JobPhase.Approving ? CalmOrders.Began() : CalmOrders.At(phase);
        var other = system.Started();
        var calls = 0;
        system.Fate = _ => ++calls != at ? Passage.Through : death == "before" ? Passage.DieBefore : Passage.DieAfter;
        _ = other.Begin<OrderCancellation>(
            cancels => cancels.CancelAsync(new CancellationRequest("m-1", "not wanted any more", "operator"), CancellationToken.None));
        system.Fate = _ => Passage.Through;

        system.Restart();
        var isWanted = system.Find("m-1").Order.CancelRequested is null;
        var order = system.Settle("m-1");

        Assert.Equal(isWanted ? JobStatus.Completed : JobStatus.Failed, order.Status);
        if (isWanted)
            AssertVerified(system);
        else
            AssertCancelled(system, order);
    }

    private static IReadOnlyList<Attempt> Attempts(CalmSystem system) => system.State() is { OpenOrderId: null, Completed: 0, Failed: 0 } ? [] : system.Find("m-1").Attempts;

    /// <summary>Those that a node has seen.</summary>
    private static HashSet<Hash256> Known(CalmSystem system) =>
    [
        .. Attempts(system).Select(attempt => attempt.TransactionHash)
            .Where(hash => system.Chain.Head.Find(hash) is not null || system.Node.Pool.Find(hash) is not null),
    ];
}
