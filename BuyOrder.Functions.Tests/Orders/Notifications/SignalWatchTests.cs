using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Orders.Verifying;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;
using static BuyOrder.Functions.Tests.Orders.Notifications.SignalMessages;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>What is told of pauses, holds, slots, parameters, the wallet and rejected revenue: once each, under a name that stays, in one batch with what it tells of.</summary>
public sealed class SignalWatchTests
{
    private static readonly NotificationOptions Listener = new() { Namespace = new Uri("http://localhost/") };

    [Fact]
    public void Pause_and_resume_are_told_in_the_write_that_turns_them() => Alone(() =>
    {
        var system = BrokenBook.Completed();
        var before = Waiting(system).Count;

        system.Pause();
        system.Pause();
        system.Resume();

        Assert.Equal([Notification.Paused, Notification.Resumed], Waiting(system).Skip(before).Select(message => message.Event));
        Assert.All(Waiting(system), message => Assert.True(message.MessageId.Length <= 128));
        AssertGenuine(system);
    });

    [Fact]
    public void Order_on_hold_is_told_once_for_each_reason_and_again_when_it_comes_back()
    {
        var order = Reserved("m-1");

        var first = order.Held(Refused("price_rejected"), Noon);
        var again = first.Held(Refused("price_rejected"), Noon.AddMinutes(1), 7);
        var other = again.Held(Refused("fee_too_high"), Noon.AddMinutes(2));
        var back = other.Resumed().Held(Refused("fee_too_high"), Noon.AddMinutes(3));

        Assert.Equal(
            ["order-held:m-1:1", null, "order-held:m-1:2", "order-held:m-1:3"],
            new[] { (order, first), (first, again), (again, other), (other, back) }.Select(step => Notification.OfHold(step.Item1, step.Item2, null)?.MessageId));
    }

    [Fact]
    public void Order_that_failed_because_an_operator_did_not_want_it_is_told_so_and_one_whose_cancels_used_up_its_tries_is_not()
    {
        var unwanted = Reserved("m-1").Unwanted(new CancelWish(Noon, "operator", "not now")).Failed(ReasonCode.Cancelled, 1, Noon);
        var usedUp = Reserved("m-2").Failed(ReasonCode.Cancelled, 1, Noon);

        Assert.Equal(("order-cancelled", "m-1:order-cancelled"), (Notification.Of(unwanted, null)!.Event, Notification.Of(unwanted, null)!.MessageId));
        Assert.Equal("m-2:buy-order-failed", Notification.Of(usedUp, null)!.MessageId);
    }

    [Fact]
    public void Changed_parameters_are_told_within_a_minute_once_each_and_not_those_from_before_the_first_look() => Alone(() =>
    {
        var system = BrokenBook.Completed();
        system.Change(parameters => parameters with { SlippageBps = 110 });
        var bench = new Bench(system);
        bench.Tick();
        system.Change(parameters => parameters with { SlippageBps = 120 });
        system.Change(parameters => parameters with { SlippageBps = 130 });
        bench.Tick();
        var early = bench.Told(Notification.ParametersChanged);

        bench.Clock.Advance(SignalWatch.Interval);
        bench.Tick();
        bench.Clock.Advance(SignalWatch.Interval);
        bench.Tick();

        Assert.Empty(early);
        var told = bench.Told(Notification.ParametersChanged);
        Assert.Equal(2, told.Count);
        Assert.Contains("slippageBps 110", told[0].Body, StringComparison.Ordinal);
        Assert.Contains("slippageBps 120", told[0].Body, StringComparison.Ordinal);
        AssertGenuine(system);
    });

    [Fact]
    public void Rejected_revenue_is_counted_and_told_at_most_once_in_a_quarter_of_an_hour() => Alone(() =>
    {
        var system = BrokenBook.Completed();
        var bench = new Bench(system);
        bench.Tick();
        bench.Clock.Advance(SignalWatch.RejectedInterval);
        bench.Reject("{", "[");
        bench.Clock.Advance(SignalWatch.RejectedLag + SignalWatch.Interval);
        bench.Tick();
        bench.Reject("?");
        bench.Clock.Advance(SignalWatch.Interval);
        bench.Tick();
        var first = bench.Told(Notification.RevenueRejected);

        bench.Clock.Advance(SignalWatch.RejectedInterval);
        bench.Tick();

        Assert.Contains("\"count\":2", Assert.Single(first).Body, StringComparison.Ordinal);
        Assert.Contains("\"count\":1", bench.Told(Notification.RevenueRejected)[1].Body, StringComparison.Ordinal);
        AssertGenuine(system);
    });

    [Fact]
    public void Nothing_new_costs_a_few_reads_a_minute_and_writes_nothing() => Alone(() =>
    {
        var system = BrokenBook.Completed();
        var bench = new Bench(system);
        bench.Tick();
        bench.Clock.Advance(SignalWatch.Interval);
        bench.Tick();
        bench.Clock.Advance(SignalWatch.Interval);
        bench.Tap.Reset();

        bench.Tick();
        var (reads, queries) = (bench.Tap.Reads, bench.Tap.Queries);
        bench.Tick();

        Assert.Equal(0, bench.Tap.Submits);
        Assert.InRange(reads, 3, 4);
        Assert.Equal((reads, queries), (bench.Tap.Reads, bench.Tap.Queries));
    });

    [Fact]
    public void Short_wallet_is_told_once_until_it_was_not_short() => Alone(() =>
    {
        var system = BrokenBook.Completed();
        var bench = new Bench(system);
        string[] shortage = ["The wallet holds too little."];
        IReadOnlyList<string>?[] looks = [null, shortage, null, shortage, [], shortage];
        foreach (var look in looks)
        {
            bench.Shortages = look;
            bench.Tick();
            bench.Clock.Advance(SignalWatch.Interval);
        }

        Assert.Equal(2, bench.Told(Notification.WalletLow).Count);
        Assert.All(bench.Told(Notification.WalletLow), message => Assert.Contains(shortage[0], message.Body, StringComparison.Ordinal));
        AssertGenuine(system);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Death_while_it_is_told_leaves_both_or_neither_and_all_is_told_once(bool isApplied) => Alone(() =>
    {
        var system = BrokenBook.Completed();
        var bench = new Bench(system);
        bench.Tick();
        system.Change(parameters => parameters with { SlippageBps = 120 });
        bench.Clock.Advance(SignalWatch.Interval);
        if (isApplied)
            bench.Tap.AfterSubmit = _ => throw new TableUnavailableException("Dead.");
        else
            bench.Tap.BeforeSubmit = _ => throw new TableUnavailableException("Dead.");
        Assert.Throws<TableUnavailableException>(bench.Tick);
        Assert.Equal(isApplied ? 1 : 0, bench.Told(Notification.ParametersChanged).Count);

        var next = new Bench(system);
        next.Tick();
        next.Clock.Advance(SignalWatch.Interval);
        next.Tick();

        Assert.Single(next.Told(Notification.ParametersChanged));
        Assert.Null(TamperedOrders.Verify(system).FirstFault);
    });

    /// <summary>What a slot that was tried has to tell is told with the run that finds it missed; the message is made of facts of its own.</summary>
    [Fact]
    public void Missed_slot_is_named_by_the_slot()
    {
        var run = new RunRecord("1:s", Noon, OrderTrigger.Schedule, "schedule", "s-20261122T0200", ReasonCode.Missed, "It was missed.", null, null);

        var message = Notification.OfMissed(run, null);

        Assert.Equal(("slot-missed:s-20261122T0200", "slot-missed"), (message.MessageId, message.Event));
        Assert.NotNull(message.Alarm);
    }

    private static Refusal Refused(string reason) => new(new ReasonCode(reason), "why");

    /// <summary>One instance's watch over a calm system's tables.</summary>
    private sealed class Bench
    {
        private readonly CalmSystem system;
        private readonly SignalWatch watch;

        public Bench(CalmSystem system)
        {
            this.system = system;
            Tap = new TableTap(system.Tables);
            Clock = new FakeTimeProvider(system.Time);
            watch = new SignalWatch(
                Tap, new OrderQueries(Tap), new ParameterStore(Tap, Clock), new RejectedRevenue(Tap, Clock),
                (_, _, _) => Task.FromResult(Shortages), Clock, new OrderStore(Tap, Listener));
        }

        /// <summary>What a look at the wallet comes to; null: there was none.</summary>
        public IReadOnlyList<string>? Shortages { get; set; }

        public TableTap Tap { get; }

        public FakeTimeProvider Clock { get; }

        public void Tick() => watch.TickAsync(CancellationToken.None).GetAwaiter().GetResult();

        public List<Notification> Told(string what) => [.. Waiting(system).Where(message => message.Event == what)];

        public void Reject(params string[] texts)
        {
            using var ledger = new LedgerSystem(system.Tables, 1, Clock);
            ledger.RecordAsync(texts.Select(TestMessage.Broken)).GetAwaiter().GetResult();
        }
    }
}
