using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>
/// Orders that an earlier version left open, each in its phase, are brought to their end by today's engine: one purchase, or none and the
/// base back.
/// </summary>
public sealed class FixtureAdvanceTests
{
    private static readonly Zar More = new(100_000_00);

    public static TheoryData<string> WithChain => [.. Fixture.WithChain];

    [Theory]
    [InlineData("order-reserved", "m-1", "Completed", 1)]
    [InlineData("order-approving", "m-1", "Completed", 1)]
    [InlineData("order-prepared", "m-1", "Completed", 1)]
    [InlineData("order-broadcast", "m-1", "Completed", 1)]
    [InlineData("order-mined", "m-1", "Completed", 1)]
    [InlineData("order-completed", "m-1", "Completed", 1)]
    [InlineData("order-failed", "m-1", "Failed", 0)]
    [InlineData("order-failed-by-guard", "m-1", "Failed", 0)]
    [InlineData("order-held-before-nonce", "m-1", "Completed", 1)]
    [InlineData("order-held-paused", "m-1", "Completed", 1)]
    [InlineData("order-held-by-nodes", "m-1", "Completed", 1)]
    [InlineData("order-held-fee", "m-1", "Completed", 1)]
    [InlineData("order-held-nonce", "m-1", "Completed", 1)]
    [InlineData("order-retried", "m-1", "Completed", 1)]
    [InlineData("order-replaced", "m-1", "Completed", 1)]
    [InlineData("order-cancelled", "m-1", "Completed", 1)]
    [InlineData("order-unknown", "m-1", "Failed", 0)]
    [InlineData("order-unknown-bought", "m-1", "Completed", 1)]
    [InlineData("order-resolved-failed", "m-1", "Failed", 0)]
    [InlineData("order-resolved-completed", "m-1", "Completed", 1)]
    [InlineData("order-undone", "m-1", "Completed", 1)]
    [InlineData("order-undone-resolved", "m-1", "Completed", 1)]
    [InlineData("nonce-accepted", "m-1", "Completed", 1)]
    [InlineData("contracts-accepted", "m-1", "Completed", 1)]
    [InlineData("ledger-fault", "m-1", "Completed", 1)]
    [InlineData("slots", "s-20261122T1040", "Completed", 1)]
    public void Order_comes_to_its_end_with_one_purchase_or_none(string name, string id, string status, int purchases) => Alone(() =>
    {
        var system = Start(name);

        var order = Finish(system, id);

        Assert.Equal(status, order.Status.ToString());
        Assert.Equal(purchases, system.Chain.Purchases.Count());
        if (purchases == 1)
            Assert.Equal(system.Chain.Purchases.Single().Transaction.Hash, order.Purchase!.TransactionHash);
        AssertBooksAgree(system);
    });

    /// <summary>All stored bytes are given to the node once more: none of it may buy a second time.</summary>
    [Theory]
    [MemberData(nameof(WithChain))]
    public void Bytes_of_any_attempt_buy_nothing_more_once_the_order_has_ended(string name) => Alone(() =>
    {
        var system = Start(name);
        foreach (var order in Orders(system))
            Finish(system, order.Id);
        var bought = system.Chain.Purchases.Count();

        foreach (var attempt in Orders(system).SelectMany(order => system.Find(order.Id).Attempts))
            system.Node.Hear(ModelTransaction.Of(attempt.SignedBytes));
        system.Mine(3);

        Assert.Equal(bought, system.Chain.Purchases.Count());
    });

    [Theory]
    [MemberData(nameof(WithChain))]
    public void Next_order_is_placed_and_completed_where_buying_is_not_stopped(string name) => Alone(() =>
    {
        var system = Start(name);
        foreach (var order in Orders(system))
            Finish(system, order.Id);
        GoOn(system, name);
        var (consumed, bought) = (system.State().ConsumedBase, system.Chain.Purchases.Count());
        system.Sell(More);

        var run = system.Run("m-next");
        var next = system.Settle("m-next");

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal(JobStatus.Completed, next.Status);
        Assert.Equal(bought + 1, system.Chain.Purchases.Count());
        Assert.Equal(consumed + next.RevenueBase, system.State().ConsumedBase);
        AssertBooksAgree(system, known: name != "store-outdated");
    });

    [Fact]
    public void Fixture_with_a_fault_on_record_buys_nothing_until_a_verification_is_clean() => Alone(() =>
    {
        var system = Fixture.Read("ledger-fault").Start();
        system.Sell(More);

        Assert.Equal(ReasonCode.LedgerFault, system.Run("m-2").Outcome);
    });

    [Fact]
    public void Old_copy_of_the_order_store_buys_nothing_until_the_missing_purchase_is_named() => Alone(() =>
    {
        var system = Fixture.Read("store-outdated").Start();
        system.Sell(More);

        Assert.Equal(ReasonCode.StoreOutdated, system.Run("m-3").Outcome);
    });

    [Fact]
    public void Slot_that_was_pending_is_bought_for_once_buying_goes_on() => Alone(() =>
    {
        var system = Fixture.Read("slot-pending").Start();
        Assert.Equal(ReasonCode.Paused, system.RunDueSlot()!.Outcome);
        system.Resume();

        var run = system.RunDueSlot();

        Assert.Equal((ReasonCode.Ordered, "s-20261122T1000"), (run!.Outcome, run.Order!.Order.Id));
        Assert.Equal(JobStatus.Completed, system.Settle("s-20261122T1000").Status);
    });

    /// <summary>The store on its chain, once all that held an order from outside is over: a pause, fees, a price.</summary>
    private static CalmSystem Start(string name)
    {
        var system = Fixture.Read(name).Start();
        system.Chain.BaseFeeWei = ModelChain.CalmBaseFeeWei;
        system.OnChain(ModelChain.Balanced, withUs: false);
        system.Resume();
        return system;
    }

    /// <summary>As the service does it, with an operator for what is unknown.</summary>
    private static Order Finish(CalmSystem system, string id)
    {
        var order = system.Settle(id);
        if (!order.IsUnknown)
            return order;
        system.Mine(6);
        var bought = system.Chain.Purchases.SingleOrDefault()?.Transaction.Hash;
        var resolved = system.Resolve(id, bought is null ? Finding.Failed : Finding.Completed, bought?.ToString());
        Assert.IsType<ResolutionResult.Resolved>(resolved);
        return system.Find(id).Order;
    }

    /// <summary>What an operator does where buying is stopped for another reason than an order.</summary>
    private static void GoOn(CalmSystem system, string name)
    {
        var nonce = system.Chain.Head.State.Accounts[0].Nonce;
        var known = system.State().NextNonce.Values.FirstOrDefault();
        if (nonce > known)
        {
            var evidence = string.Join(' ', system.Chain.Purchases.Select(mined => mined.Transaction.Hash));
            system.Mine(6);
            Assert.IsType<AcceptanceResult.Accepted>(system.Accept(nonce, evidence));
        }

        if (name == "ledger-fault")
            LedgerScenarios.VerifyAsync(system.Tables, 1, new ModelClock(system.Time.AddHours(1))).GetAwaiter().GetResult();
    }

    private static IReadOnlyList<Order> Orders(CalmSystem system) =>
        new OrderQueries(system.Tables).ReadAllAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The state is the sum over the orders, and the purchases of the chain are those of the completed ones.</summary>
    private static void AssertBooksAgree(CalmSystem system, bool known = true)
    {
        var (state, orders) = (system.State(), Orders(system));
        var completed = orders.Where(order => order.Status == JobStatus.Completed).ToList();

        Assert.Null(state.OpenOrderId);
        Assert.Empty(state.UndoneOrders);
        Assert.Equal((completed.Count, orders.Count - completed.Count), (state.Completed, state.Failed));
        Assert.Equal(completed.Sum(order => order.RevenueBase.Cents), state.ConsumedBase.Cents);
        Assert.Equal(completed.Sum(order => order.Spend.Cents), state.TotalSpent.Cents);
        if (known)
        {
            Assert.Equal(
                system.Chain.Purchases.Select(mined => (mined.Transaction.Hash, mined.Spent, mined.Received)).Order(),
                completed.Select(order => (order.Purchase!.TransactionHash, order.Purchase.SpentUnits, order.Purchase.TokensAcquired)).Order());
        }
    }
}
