using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Runs;
using BuyOrder.Functions.Orders.WaysOut;
using BuyOrder.Functions.Storage;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The real engine on the model's chain, one thing at a time: what it answers and leaves behind when people ask it.</summary>
public sealed class CalmEngineTests
{
    private static readonly Zar Revenue = new(100_000_00);

    [Fact]
    public void Order_is_bought_once_and_its_id_answers_with_it_ever_after() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var first = system.Run("m-1", "for the board");

        var again = system.Run("m-1", "for the board");
        var other = system.Run("m-1", "for me");
        var second = system.Run("m-2");
        var order = system.Settle("m-1");

        Assert.Equal((ReasonCode.Ordered, "m-1"), (first.Outcome, first.Order!.Order.Id));
        Assert.Equal((ReasonCode.Ordered, "m-1"), (again.Outcome, again.Order!.Order.Id));
        Assert.Contains("asked for before", again.Detail, StringComparison.Ordinal);
        Assert.Equal((RunResult.KeyReused, "m-1"), (other.Outcome, other.Order!.Order.Id));
        Assert.Equal("Order m-1 was asked for with other content.", other.Detail);
        Assert.Equal((ReasonCode.AlreadyActive, "m-1"), (second.Outcome, second.Order!.Order.Id));
        Assert.Equal("Order m-1 is open: one at a time.", second.Detail);
        Assert.Equal(OrderStatus.Completed, order.Status);
        Assert.Single(system.Chain.Purchases);
        Assert.Equal(100_000_00, system.State().ConsumedBase.Cents);
        Assert.Equal([AttemptKind.Approve, AttemptKind.Swap], system.Find("m-1").Attempts.Select(attempt => attempt.Kind));
        Assert.All(system.Find("m-1").Attempts, attempt => Assert.Equal(AttemptState.Succeeded, attempt.State));
    });

    [Fact]
    public void Too_little_revenue_is_told_with_its_figures_and_consumes_nothing() => Alone(() =>
    {
        var run = new CalmSystem(new Zar(999_00)).Run("m-1");

        Assert.Equal(ReasonCode.BelowMinimum, run.Outcome);
        Assert.Equal("999.00 ZAR of revenue are available: 10.00 % of it is 99.90 ZAR, to be spent 99.90 ZAR; the minimum is 100.00 ZAR.", run.Detail);
    });

    [Fact]
    public void Nonce_of_a_stranger_stops_buying_until_it_is_accepted() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        Assert.Equal(NonceAcceptanceOutcome.Refused, system.Accept(0).Outcome);
        Assert.Contains($"signed by {ModelKey.Versions[0].Address}", system.Accept(0).Detail, StringComparison.Ordinal);
        system.Run("m-1");
        Assert.Equal("Order m-1 is open: it decides what becomes of its nonces.", system.Accept(2).Detail);
        Assert.Equal(NonceAcceptanceOutcome.Conflict, system.Accept(2).Outcome);
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
        Assert.Equal((NonceAcceptanceOutcome.Conflict, "The chain shows nonce 3, but only 2 is final: wait."), (early.Outcome, early.Detail));
        Assert.Equal((NonceAcceptanceOutcome.Conflict, "The chain shows nonce 3, not 4."), (wrong.Outcome, wrong.Detail));
        Assert.Equal(NonceAcceptanceOutcome.Accepted, accepted.Outcome);
        Assert.StartsWith("The order book expected nonce 2, the chain shows 3; purchases without an order: 0", accepted.Detail, StringComparison.Ordinal);
        Assert.Equal((NonceAcceptanceOutcome.Accepted, "The next order goes on from nonce 3 already."), (again.Outcome, again.Detail));
        Assert.Equal(3, system.State().NextNonce[WalletRules.Key(ModelKey.Versions[0].Address)]);
        Assert.Equal([(AuditAction.NonceAccepted, "by hand")], Audit(system).Select(record => (record.Action, record.Evidence)));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal([3L, 4L], Settled(system, "m-2").Attempts.Select(attempt => attempt.Nonce));
    });

    [Fact]
    public void Old_copy_of_the_store_names_what_it_lacks_and_is_accepted_only_with_that() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Settle("m-1");
        var copy = Wait(Tests.Orders.BookCopy.TakeAsync(system.Tables));
        system.Sell(Revenue);
        system.Run("m-2");
        var lost = system.Settle("m-2").Purchase!;
        system.Mine(6);
        copy.RestoreAsync(system.Tables).GetAwaiter().GetResult();
        system.Restart();

        var stopped = system.Run("m-3");
        var unnamed = system.Accept(4, "all is well");
        var silent = system.Accept(4);
        var named = system.Accept(4, $"m-2 bought in {lost.TransactionHash.ToUpperInvariant()}");

        Assert.Equal(ReasonCode.StoreOutdated, stopped.Outcome);
        Assert.Contains(lost.TransactionHash, stopped.Detail, StringComparison.Ordinal);
        Assert.Null(system.State().OpenOrderId);
        Assert.Equal((NonceAcceptanceOutcome.Refused, NonceAcceptanceOutcome.Refused), (unnamed.Outcome, silent.Outcome));
        Assert.Equal($"The evidence must name every purchase that the order book does not know; it lacks {lost.TransactionHash}.", unnamed.Detail);
        Assert.Equal(NonceAcceptanceOutcome.Accepted, named.Outcome);
        Assert.Contains("purchases without an order: 1", named.Detail, StringComparison.Ordinal);
    });

    [Fact]
    public void Order_whose_nonce_a_stranger_took_is_resolved_once() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        var early = system.Resolve("m-1", Finding.Failed, null);
        system.Steal();
        Assert.True(system.Settle("m-1").IsUnknown);

        var nobody = system.Resolve("m-9", Finding.Failed, null);
        var unseen = system.Resolve("m-1", Finding.Completed, Tests.Orders.OrderExamples.Hash(77));
        var running = system.Run("m-2");
        var resolved = system.Resolve("m-1", Finding.Failed, "ticket 4711");
        var again = system.Resolve("m-1", Finding.Failed, "ticket 4711");
        var other = system.Resolve("m-1", Finding.Failed, "ticket 4712");

        Assert.Equal((ResolutionOutcome.Conflict, "Order m-1 is not unknown: it needs no resolution."), (early.Outcome, early.Detail));
        Assert.Equal(ResolutionOutcome.NotFound, nobody.Outcome);
        Assert.Equal(ResolutionOutcome.Conflict, unseen.Outcome);
        Assert.Equal("Order m-1 is unknown: one at a time.", running.Detail);
        Assert.Equal((ResolutionOutcome.Resolved, OrderStatus.Failed), (resolved.Outcome, resolved.Order!.Order.Status));
        Assert.StartsWith("It was unknown because of nonce_taken_elsewhere; its nonces are final without a purchase", resolved.Detail, StringComparison.Ordinal);
        Assert.Equal((ResolutionOutcome.Resolved, OrderStatus.Failed), (again.Outcome, again.Order!.Order.Status));
        Assert.Equal((ResolutionOutcome.Conflict, "Order m-1 was resolved as failed by operator already."), (other.Outcome, other.Detail));
        Assert.Equal(Zar.Zero, system.State().ConsumedBase);
        Assert.Equal([AuditAction.OrderResolved], Audit(system).Select(record => record.Action));
    });

    [Fact]
    public void Purchase_that_an_old_copy_lacks_is_claimed_by_its_order() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var afterBroadcast = system.Run("m-1");
        system.Mine();
        var copy = Wait(Tests.Orders.BookCopy.TakeAsync(system.Tables));
        var lost = system.Settle("m-1").Purchase!;
        system.Mine(6);
        copy.RestoreAsync(system.Tables).GetAwaiter().GetResult();
        system.Restart();
        Assert.True(system.Settle("m-1").IsUnknown);

        var resolved = system.Resolve("m-1", Finding.Completed, lost.TransactionHash);

        Assert.NotNull(afterBroadcast.Order);
        Assert.Equal((ResolutionOutcome.Resolved, OrderStatus.Completed), (resolved.Outcome, resolved.Order!.Order.Status));
        Assert.Contains($"transaction {lost.TransactionHash} in block {lost.BlockNumber} bought {lost.TokensAcquired} units", resolved.Detail, StringComparison.Ordinal);
        Assert.Equal("m-1", Wait(new OrderBook(system.Tables).FindOwnerAsync(lost.TransactionHash, CancellationToken.None)));
        Assert.Equal("Order m-1 was resolved as completed by operator already.", system.Resolve("m-1", Finding.Failed, null).Detail);
    });

    [Fact]
    public void Book_that_names_an_open_order_it_does_not_have_is_an_error_and_a_stranger_id_is_none() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        var table = system.Tables.Table(BookKeys.Table);
        var row = Wait(table.ReadAsync(BookKeys.Partition, BookKeys.Order("m-1"), CancellationToken.None))!;

        Assert.Null(Wait(new BookStore(system.Tables).LoadAsync("m-2", CancellationToken.None)).Order);
        Wait(table.SubmitAsync(BookKeys.Partition, [new TableWrite.Delete(row.Key, row.ETag)], CancellationToken.None));

        Assert.Throws<InvalidDataException>(() => Wait(new BookStore(system.Tables).LoadAsync(CancellationToken.None)));
    });

    private static OrderRecord Settled(CalmSystem system, string orderId)
    {
        system.Settle(orderId);
        return system.Find(orderId);
    }

    private static IEnumerable<AuditRecord> Audit(CalmSystem system) =>
        Wait(new AuditTrail(system.Tables).ListAsync(null, null, 100, null, CancellationToken.None)).Items;

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
