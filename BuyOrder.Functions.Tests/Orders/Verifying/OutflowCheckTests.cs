using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Verifying;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Functions.Tests.Simulation.Calm;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>What has left the wallets is what the orders spent, transaction by transaction.</summary>
public sealed class OutflowCheckTests
{
    [Fact]
    public void Each_spend_is_an_orders_and_the_next_check_goes_on_behind_it() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var first = system.Settle("m-1");
        system.Mine(6);

        var (fault, sums) = Check(system, null);
        system.Sell(new Zar(100_000_00));
        system.Run("m-2");
        var second = system.Settle("m-2");
        system.Mine(6);
        var (later, both) = Check(system, sums);

        Assert.Null(fault);
        Assert.Equal((1L, first.SpendUnits), (sums!.Count, sums.Units));
        Assert.Null(later);
        Assert.Equal((2L, first.SpendUnits + second.SpendUnits), (both!.Count, both.Units));
        Assert.True(both.Block > sums.Block);
    });

    [Fact]
    public void Purchase_that_no_order_has_made_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        var table = system.Tables.Table(BookKeys.Table);
        var key = BookKeys.Transaction(order.Purchase!.TransactionHash);
        var row = table.ReadAsync(BookKeys.Partition, key, CancellationToken.None).GetAwaiter().GetResult()!;
        table.SubmitAsync(BookKeys.Partition, [new TableWrite.Delete(key, row.ETag)], CancellationToken.None).GetAwaiter().GetResult();

        Assert.Equal(key, Check(system, null).Fault!.RowKey);
    });

    [Fact]
    public void Purchase_of_an_order_that_says_it_failed_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        var table = system.Tables.Table(BookKeys.Table);
        var row = table.ReadAsync(BookKeys.Partition, BookKeys.Order("m-1"), CancellationToken.None).GetAwaiter().GetResult()!;
        var failed = OrderRow.Write(order with { Status = OrderStatus.Failed, Phase = OrderPhase.Failed });
        table.SubmitAsync(BookKeys.Partition, [new TableWrite.Replace(row.Key, failed, row.ETag)], CancellationToken.None).GetAwaiter().GetResult();

        Assert.Equal((BookKeys.Order("m-1"), "status"), (Check(system, null).Fault!.RowKey, Check(system, null).Fault!.Property));
    });

    /// <summary>Two purchases that the restored book has lost: a fault, until an operator has accepted them by name.</summary>
    [Fact]
    public void Purchases_that_an_operator_has_accepted_are_none_of_an_order_and_no_fault() => Alone(() =>
    {
        var system = Fixture.Read("store-outdated").Start();
        system.Mine(6);
        Assert.NotNull(Check(system, null).Fault);

        var evidence = string.Join(' ', system.Chain.Purchases.Select(mined => mined.Transaction.Hash));
        system.Accept(system.Chain.Head.State.Accounts[0].Nonce, evidence);

        Assert.Null(Check(system, null).Fault);
    });

    private static (LedgerFault? Fault, OutflowSums? Sums) Check(CalmSystem system, OutflowSums? before) =>
        system.Ask<OutflowCheck, (LedgerFault?, OutflowSums?)>(check => check.CheckAsync(before, 0, CancellationToken.None));
}
