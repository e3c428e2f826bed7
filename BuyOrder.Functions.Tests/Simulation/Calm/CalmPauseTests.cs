using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>A pause that falls between any two calls of the real engine, by another instance, which may die there as well.</summary>
public sealed class CalmPauseTests
{
    private static readonly Zar Revenue = new(100_000_00);

    public static TheoryData<string> Deaths => ["none", "before", "after"];

    [Theory]
    [MemberData(nameof(Deaths))]
    public void Pause_at_any_call_of_an_order_lets_nothing_further_be_reserved_stored_or_sent_until_it_is_over(string death) => Alone(() =>
    {
        var calls = CalmOrders.Calls(Revenue);
        Assert.InRange(calls, 30, 200);
        for (var at = 1; at <= calls; at++)
            PauseAt(at, death);
    });

    [Fact]
    public void Signature_in_memory_dies_with_its_batch_and_the_step_is_decided_again() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        var other = system.Started();
        system.Calls.Take();
        BeforeReservation(system, () => other.Turn(pauses: true, "looks odd"));

        system.Advance();
        var refused = string.Join(", ", system.Calls.Take().SkipWhile(call => call != "sign"));
        system.Resume();

        Assert.Equal(
            "sign, write state o:m-1 a:m-1:0002 t, "
            + "read state, read o:m-1, read a:m-1, read state, write state u x, "
            + "read state, read o:m-1, read a:m-1, read state, ask, decide PutOnHold, write state o:m-1 x y",
            refused);
        Assert.Single(system.Find("m-1").Attempts);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        Assert.Single(system.Chain.Purchases);
    });

    [Fact]
    public void Bytes_that_were_stored_before_the_pause_stay_in_the_drawer_when_the_step_that_sends_them_begins_later() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        var other = system.Started();
        PauseSwitchResult? paused = null;
        system.Fate = call =>
        {
            if (call != "read state" || system.Find("m-1").Attempts is not [_, { State: AttemptState.Stored }])
                return Passage.Through;
            system.Fate = _ => Passage.Through;
            paused = other.Turn(pauses: true, "looks odd");
            return Passage.Through;
        };

        system.Advance();
        var held = system.Find("m-1");
        system.MineWithoutUs(3);
        system.Advance();
        var swap = held.Attempts[1];

        Assert.Equal(ReasonCode.Paused, held.Order.Hold?.Reason);
        Assert.Equal((swap.TransactionHash, AttemptState.Stored), (paused!.OnTheirWay[^1].Attempt.TransactionHash, paused.OnTheirWay[^1].Attempt.State));
        Assert.DoesNotContain(swap.TransactionHash, Known(system));
        Assert.Equal(2, system.Find("m-1").Attempts.Count);
        system.Resume();
        Assert.Equal(swap.TransactionHash, system.Settle("m-1").Purchase?.TransactionHash);
    });

    [Fact]
    public void Broadcast_under_way_may_reach_a_node_and_the_answer_names_it() => Alone(() =>
    {
        var system = Began();
        system.Mine();
        var other = system.Started();
        PauseSwitchResult? paused = null;
        system.Fate = call =>
        {
            if (call == "broadcast")
                paused ??= other.Turn(pauses: true, "looks odd");
            return Passage.Through;
        };

        system.Advance();
        var order = system.Settle("m-1");

        Assert.Equal(AttemptState.Stored, paused!.OnTheirWay[^1].Attempt.State);
        Assert.Equal(paused.OnTheirWay[^1].Attempt.TransactionHash, order.Purchase?.TransactionHash);
        Assert.Equal(JobStatus.Completed, order.Status);
        Assert.Equal(ReasonCode.Paused, system.Run("m-2").Outcome);
    });

    [Fact]
    public void What_was_sent_is_watched_and_sent_again_but_never_replaced() => Alone(() =>
    {
        var system = At(JobPhase.Broadcast);
        var paused = system.Pause();
        system.EmptyPool();
        system.MineWithoutUs(60);

        var tick = OfTick(system, blocks: 0);

        Assert.Equal("read state, read o:m-1, read a:m-1, read state, ask, decide Send, broadcast", tick);
        Assert.Equal([("m-1", AttemptState.Sent), ("m-1", AttemptState.Sent)], paused.OnTheirWay.Select(pending => (pending.OrderId, pending.Attempt.State)));
        Assert.Equal(2, system.Find("m-1").Attempts.Count);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
    });

    [Fact]
    public void Asking_for_what_is_in_force_is_answered_with_since_when_and_why_and_writes_nothing() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var never = system.Resume();
        var paused = system.Pause("audit");
        system.Wait(TimeSpan.FromHours(1));
        var etag = ETag(system);
        var again = system.Pause("another reason");
        var unchanged = ETag(system);
        var resumed = system.Resume("done");
        var resumedAgain = system.Resume("another reason");

        Assert.IsType<PauseState.Never>(never.Pause);
        Assert.Equal(new PauseState.Paused(new PauseChange(system.Time - TimeSpan.FromHours(1), "operator", "audit")), paused.Pause);
        Assert.Equal((paused.Pause, etag), (again.Pause, unchanged));
        Assert.Equal(new PauseState.Resumed(new PauseChange(system.Time, "operator", "done")), resumed.Pause);
        Assert.Equal(resumed.Pause, resumedAgain.Pause);
        Assert.Equal(
            [(AuditAction.BuyingResumed, "done"), (AuditAction.BuyingPaused, "audit")],
            Audits(system).Select(audit => (audit.Action, audit.Reason)));
        CalmCancels.AssertVerified(system);
    });

    [Theory]
    [InlineData(nameof(Passage.NotDone))]
    [InlineData(nameof(Passage.AnswerLost))]
    [InlineData(nameof(Passage.RefusedAfter))]
    [InlineData(nameof(Passage.Refused))]
    public void Pause_whose_answer_is_lost_or_whose_write_is_refused_is_in_force_once_when_it_is_asked_for_again(string fate) => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Fate = call =>
        {
            if (!IsWrite(call))
                return Passage.Through;
            system.Fate = _ => Passage.Through;
            return Enum.Parse<Passage>(fate);
        };

        var failure = Record.Exception(() => system.Pause("audit"));
        var again = system.Pause("audit");

        Assert.True(failure is null or TableUnavailableException);
        Assert.IsType<PauseState.Paused>(again.Pause);
        Assert.Single(Audits(system));
        Assert.Equal(ReasonCode.Paused, system.Run("m-1").Outcome);
    });

    [Fact]
    public void Pause_is_in_force_after_a_restart_and_in_every_instance_and_parameters_do_not_count() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var other = system.Started();
        system.Pause();
        system.Restart();

        Assert.Equal(ReasonCode.Paused, system.Run("m-1").Outcome);
        Assert.Equal(ReasonCode.Paused, other.Run("m-1").Outcome);
        Assert.Equal(ReasonCode.Paused, other.Preview().Outcome);
        other.Turn(pauses: false, "all is well");
        system.Change(parameters => parameters with { Paused = true });
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        CalmCancels.AssertVerified(system);
    });

    [Fact]
    public void Reservation_that_was_decided_before_the_pause_is_decided_again() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var other = system.Started();
        BeforeReservation(system, () => other.Turn(pauses: true, "looks odd"));

        var run = system.Run("m-1");

        Assert.Equal(ReasonCode.Paused, run.Outcome);
        Assert.Null(system.State().OpenOrderId);
    });

    /// <summary>The pause falls before the call of that number, and the process that makes the call dies before or after it, or lives on.</summary>
    private static void PauseAt(int at, string death)
    {
        var system = new CalmSystem(Revenue);
        var process = system.Started();
        var other = system.Started();
        var (calls, underWay, before) = (0, "", (IReadOnlyList<Hash256>?)null);
        system.Fate = call =>
        {
            if (++calls < at)
                return Passage.Through;
            system.Fate = _ => Passage.Through;
            other.Turn(pauses: true, "looks odd");
            (underWay, before) = (call, Stored(system));
            return death switch { "before" => Passage.DieBefore, "after" => Passage.DieAfter, _ => Passage.Through };
        };

        CalmOrders.Live(system, process, until: () => before is not null);
        var seen = underWay == "broadcast" ? Stored(system) : Known(system);
        var others = system.Started();
        for (var tick = 0; tick < 4; tick++)
        {
            system.Mine();
            others.Advance();
            Assert.Equal(ReasonCode.Paused, others.Run($"m-{tick + 2}").Outcome);
        }

        Assert.Equal(before, Stored(system));
        Assert.Subset(seen.ToHashSet(), Known(system).ToHashSet());
        others.Turn(pauses: false, "all is well");
        if (system.State() is { OpenOrderId: null, Completed: 0 })
            Assert.Equal(ReasonCode.Ordered, others.Run("m-1").Outcome);
        system.Restart();
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
        Assert.Single(system.Chain.Purchases);
        CalmCancels.AssertVerified(system);
    }

    /// <summary>The transactions of all orders, in the order they were stored.</summary>
    private static List<Hash256> Stored(CalmSystem system) =>
        [.. from order in Wait(new OrderQueries(system.Tables).ReadAllAsync(CancellationToken.None))
            from attempt in system.Find(order.Id).Attempts
            select attempt.TransactionHash];

    /// <summary>Those that a node has seen.</summary>
    private static List<Hash256> Known(CalmSystem system) =>
        [.. Stored(system).Where(hash => system.Chain.Head.Find(hash) is not null || system.Node.Pool.Find(hash) is not null)];

    private static string ETag(CalmSystem system) =>
        Wait(system.Tables.Table(OrderKeys.Table).ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None))!.ETag;

    private static IReadOnlyList<AuditRecord> Audits(CalmSystem system) =>
        Wait(new AuditTrail(system.Tables).ListAsync(null, null, 100, null, CancellationToken.None)).Items;

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
