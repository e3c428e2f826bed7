using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What operators can do about an order or a nonce that the engine cannot go on with, and what the real engine demands of them.</summary>
public sealed class CalmWaysOutTests
{
    private static readonly Zar Revenue = new(100_000_00);

    [Fact]
    public void Nonce_of_a_stranger_stops_buying_until_it_is_accepted() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        Assert.IsType<AcceptanceResult.Refused>(system.Accept(0));
        Assert.Contains($"signed by {ModelKey.Versions[0].Address}", system.Accept(0).Detail, StringComparison.Ordinal);
        system.Run("m-1");
        Assert.Equal("Order m-1 is open: it decides what becomes of its nonces.", system.Accept(2).Detail);
        Assert.IsType<AcceptanceResult.Conflict>(system.Accept(2));
        system.Settle("m-1");
        system.Sell(Revenue);
        system.Steal();

        var stopped = system.Run("m-2");
        var early = system.Accept(3);
        system.Mine(5);
        var wrong = system.Accept(4);
        var accepted = system.Accept(3, "by hand");
        var again = system.Accept(3, "by hand");

        Assert.Equal(ReasonCode.ForeignNonce, stopped.Outcome);
        Assert.Contains("seen 3 transactions", stopped.Detail, StringComparison.Ordinal);
        Assert.Contains("knows of 2", stopped.Detail, StringComparison.Ordinal);
        Assert.Equal(new AcceptanceResult.Conflict("The chain shows nonce 3, but only 2 is final: wait."), early);
        Assert.Equal(new AcceptanceResult.Conflict("The chain shows nonce 3, not 4."), wrong);
        Assert.IsType<AcceptanceResult.Accepted>(accepted);
        Assert.StartsWith("The order store expected nonce 2, the chain shows 3; purchases without an order: 0", accepted.Detail, StringComparison.Ordinal);
        Assert.Equal(new AcceptanceResult.Accepted("The next order goes on from nonce 3 already."), again);
        Assert.Equal(3, system.State().NextNonce[ModelKey.Versions[0].Address]);
        Assert.Equal([(AuditAction.NonceAccepted, "by hand")], Audit(system).Select(record => (record.Action, record.Evidence)));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal([3L, 4L], Settled(system, "m-2").Attempts.Select(attempt => attempt.Nonce));
    });

    [Fact]
    public void Old_copy_of_the_store_names_what_it_lacks_and_is_accepted_only_with_that() => Alone(() =>
    {
        var (system, copy) = WithCopy();
        var lost = system.Settle("m-2").Purchase!;
        Restore(system, copy);

        var stopped = system.Run("m-3");
        var unnamed = system.Accept(4, "all is well");
        var silent = system.Accept(4);
        var named = system.Accept(4, $"m-2 bought in {lost.TransactionHash.ToString().ToUpperInvariant()}");

        Assert.Equal(ReasonCode.StoreOutdated, stopped.Outcome);
        Assert.Contains($"{lost.TransactionHash}", stopped.Detail, StringComparison.Ordinal);
        Assert.Null(system.State().OpenOrderId);
        Assert.IsType<AcceptanceResult.Refused>(unnamed);
        Assert.IsType<AcceptanceResult.Refused>(silent);
        Assert.Equal($"The evidence must name every purchase that the order store does not know; it lacks {lost.TransactionHash}.", unnamed.Detail);
        Assert.IsType<AcceptanceResult.Accepted>(named);
        Assert.Contains("purchases without an order: 1", named.Detail, StringComparison.Ordinal);
        Assert.StartsWith("Buying is stopped. The store was restored from an old copy", Assert.Single(system.Calls.Alarms), StringComparison.Ordinal);
    });

    [Fact]
    public void Evidence_must_name_each_of_several_lost_purchases() => Alone(() =>
    {
        var (system, copy) = WithCopy();
        var first = system.Settle("m-2").Purchase!.TransactionHash;
        system.Sell(Revenue);
        system.Run("m-3");
        var second = system.Settle("m-3").Purchase!.TransactionHash;
        Restore(system, copy);

        Assert.Equal($"The evidence must name every purchase that the order store does not know; it lacks {first}, {second}.", system.Accept(6).Detail);
        Assert.Equal($"The evidence must name every purchase that the order store does not know; it lacks {second}.", system.Accept(6, $"{first}").Detail);
        Assert.IsType<AcceptanceResult.Accepted>(system.Accept(6, $"{second} and {first}"));
    });

    [Fact]
    public void Nonce_is_not_accepted_below_one_whose_bytes_may_be_out_nor_beside_an_undone_order() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Settle("m-1");
        system.Mine(5);
        var wallet = ModelKey.Versions[0].Address;
        system.Edit(state => state with { NextNonce = state.NextNonce.SetItem(wallet, 5) });
        var below = system.Accept(2);
        system.Edit(state => state with { UndoneOrders = state.UndoneOrders.Add("m-0") });
        var beside = system.Accept(2);

        Assert.Equal(
            new AcceptanceResult.Conflict("The order store has used nonces up to 4: their bytes may still be mined, so that 2 is not free."), below);
        Assert.Equal(
            new AcceptanceResult.Conflict("Order m-0 is unknown: its transactions may come back. Resolve it first."), beside);
        Assert.Equal(5, system.State().NextNonce[wallet]);
    });

    [Fact]
    public void Order_in_its_second_try_is_resolved_with_the_gas_of_both() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Mine();
        system.Advance();
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });
        system.Mine(4);
        system.OnChain(ModelChain.Balanced);
        system.Advance();
        system.Advance();
        system.Steal();
        var unknown = system.Settle("m-1");

        var resolved = system.Resolve("m-1", Finding.Failed, null);

        Assert.True(unknown.IsUnknown);
        Assert.Equal(1, unknown.Retry);
        var found = Assert.IsType<ResolutionResult.Resolved>(resolved).Order;
        Assert.Equal(
            [AttemptState.Succeeded, AttemptState.Reverted, AttemptState.Superseded], found.Attempts.Select(attempt => attempt.State));
        Assert.Equal(system.Find("m-1").Attempts.Select(Figures), found.Attempts.Select(Figures));
        Assert.Equal(unknown.GasSpentWei, found.Order.GasSpentWei);
    });

    [Fact]
    public void Acceptance_that_loses_every_race_gives_up_after_eight_and_changes_nothing() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Settle("m-1");
        system.Steal();
        system.Mine(5);
        system.Fate = call => IsWrite(call) ? Passage.Refused : Passage.Through;
        system.Calls.Take();

        var error = Assert.Throws<TableUnavailableException>(() => system.Accept(3));
        var calls = system.Calls.Take();
        system.Fate = _ => Passage.Through;

        Assert.Equal("The order store changed 8 times while this nonce was being accepted.", error.Message);
        Assert.Equal(8, calls.Count(call => call == "write state u"));
        Assert.Empty(Audit(system));
        Assert.IsType<AcceptanceResult.Accepted>(system.Accept(3));
    });

    [Fact]
    public void Resolution_that_loses_every_race_gives_up_after_eight_and_changes_nothing() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Steal();
        system.Settle("m-1");
        system.Fate = call => IsWrite(call) ? Passage.Refused : Passage.Through;
        system.Calls.Take();

        var error = Assert.Throws<TableUnavailableException>(() => system.Resolve("m-1", Finding.Failed, null));
        var calls = system.Calls.Take();

        Assert.Equal("The order store changed 8 times while this order was being resolved.", error.Message);
        Assert.Equal(8, calls.Count(IsWrite));
        Assert.True(system.Find("m-1").Order.IsUnknown);
    });

    [Fact]
    public void Order_is_resolved_with_its_own_purchase_by_a_hash_in_upper_or_lower_case() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Mine();
        system.Advance();
        system.Node.Lie = Lie.Nonce;
        while (!system.Find("m-1").Order.IsUnknown)
        {
            system.Wait(TimeSpan.FromMinutes(1));
            system.MineWithoutUs(1);
            system.Advance();
        }

        system.Node.Lie = Lie.None;
        var swap = system.Find("m-1").Attempts[^1];
        var early = system.Resolve("m-1", Finding.Completed, $"{swap.TransactionHash}");
        system.Mine(6);
        var resolved = system.Resolve("m-1", Finding.Completed, "0x" + $"{swap.TransactionHash}"[2..].ToUpperInvariant());

        Assert.IsNotType<ResolutionResult.Resolved>(early);
        var found = Assert.IsType<ResolutionResult.Resolved>(resolved).Order;
        Assert.Equal(JobStatus.Completed, found.Order.Status);
        Assert.Equal([AttemptState.Succeeded, AttemptState.Succeeded], found.Attempts.Select(attempt => attempt.State));
        Assert.Equal(system.Find("m-1").Attempts.Select(Figures), found.Attempts.Select(Figures));
        Assert.Equal(system.Find("m-1").Order.GasSpentWei, system.State().GasSpentWei);
    });

    [Fact]
    public void Order_whose_nonce_a_stranger_took_is_resolved_once() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        var early = system.Resolve("m-1", Finding.Failed, null);
        system.Steal();
        Assert.True(system.Settle("m-1").IsUnknown);

        var missing = system.Resolve("m-9", Finding.Failed, null);
        var unseen = system.Resolve("m-1", Finding.Completed, $"{OrderExamples.Hash(77)}");
        var running = system.Run("m-2");
        var resolved = system.Resolve("m-1", Finding.Failed, "ticket 4711");
        var again = system.Resolve("m-1", Finding.Failed, "ticket 4711");
        var other = system.Resolve("m-1", Finding.Failed, "ticket 4712");

        Assert.Equal(new ResolutionResult.Conflict("Order m-1 is not unknown: it needs no resolution."), early);
        Assert.IsType<ResolutionResult.NotFound>(missing);
        Assert.IsType<ResolutionResult.Conflict>(unseen);
        Assert.Equal("Order m-1 is unknown: one at a time.", running.Detail);
        Assert.Equal(JobStatus.Failed, Assert.IsType<ResolutionResult.Resolved>(resolved).Order.Order.Status);
        Assert.StartsWith("It was unknown because of nonce_taken_elsewhere; its nonces are final without a purchase", Assert.IsType<ResolutionResult.Resolved>(resolved).Detail, StringComparison.Ordinal);
        Assert.Equal(JobStatus.Failed, Assert.IsType<ResolutionResult.Resolved>(again).Order.Order.Status);
        Assert.Equal(new ResolutionResult.Conflict("Order m-1 was resolved as failed by operator already."), other);
        Assert.Equal(Zar.Zero, system.State().ConsumedBase);
        Assert.Equal([AuditAction.OrderResolved], Audit(system).Select(record => record.Action));
    });

    [Fact]
    public void Purchase_that_an_old_copy_lacks_is_claimed_by_its_order() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var afterBroadcast = system.Run("m-1");
        system.Mine();
        var copy = Wait(OrderBackup.TakeAsync(system.Tables));
        var lost = system.Settle("m-1").Purchase!;
        Restore(system, copy);
        Assert.True(system.Settle("m-1").IsUnknown);

        var resolved = system.Resolve("m-1", Finding.Completed, $"{lost.TransactionHash}");

        Assert.NotNull(afterBroadcast.Order);
        Assert.Equal(JobStatus.Completed, Assert.IsType<ResolutionResult.Resolved>(resolved).Order.Order.Status);
        Assert.Contains($"transaction {lost.TransactionHash} in block {lost.BlockNumber} bought {lost.TokensAcquired} units", Assert.IsType<ResolutionResult.Resolved>(resolved).Detail, StringComparison.Ordinal);
        Assert.Equal("m-1", Wait(new OrderQueries(system.Tables).FindOwnerAsync(lost.TransactionHash, CancellationToken.None)));
        Assert.Equal(new ResolutionResult.Conflict("Order m-1 was resolved as completed by operator already."), system.Resolve("m-1", Finding.Failed, null));
    });

    /// <summary>The copy knows of one order; another one is placed after it.</summary>
    private static (CalmSystem System, OrderBackup Copy) WithCopy()
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Settle("m-1");
        var copy = Wait(OrderBackup.TakeAsync(system.Tables));
        system.Sell(Revenue);
        system.Run("m-2");
        return (system, copy);
    }

    private static void Restore(CalmSystem system, OrderBackup copy)
    {
        system.Mine(6);
        copy.RestoreAsync(system.Tables).GetAwaiter().GetResult();
        system.Restart();
    }

    private static (int Number, AttemptState State, System.Numerics.BigInteger? Gas) Figures(Attempt attempt) =>
        (attempt.Number, attempt.State, attempt.GasSpentWei);

    private static OrderRecord Settled(CalmSystem system, string orderId)
    {
        system.Settle(orderId);
        return system.Find(orderId);
    }

    private static IEnumerable<AuditRecord> Audit(CalmSystem system) =>
        Wait(new AuditTrail(system.Tables).ListAsync(null, null, 100, null, CancellationToken.None)).Items.Where(record => record.Action != AuditAction.OrderPlaced);

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
