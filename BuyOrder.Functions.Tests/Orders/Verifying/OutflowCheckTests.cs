using System.Collections.Immutable;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
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
        var table = system.Tables.Table(OrderKeys.Table);
        var key = OrderKeys.Transaction(order.Purchase!.TransactionHash);
        var row = table.ReadAsync(OrderKeys.Partition, key, CancellationToken.None).GetAwaiter().GetResult()!;
        table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(key, row.ETag)], CancellationToken.None).GetAwaiter().GetResult();

        Assert.Equal(key, Check(system, null).Fault!.RowKey);
    });

    [Fact]
    public void Purchase_of_an_order_that_says_it_failed_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        var table = system.Tables.Table(OrderKeys.Table);
        var row = table.ReadAsync(OrderKeys.Partition, OrderKeys.Order("m-1"), CancellationToken.None).GetAwaiter().GetResult()!;
        var failed = OrderRow.Write(order with { Status = JobStatus.Failed, Phase = JobPhase.Failed });
        table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(row.Key, failed, row.ETag)], CancellationToken.None).GetAwaiter().GetResult();

        Assert.Equal((OrderKeys.Order("m-1"), "status"), (Check(system, null).Fault!.RowKey, Check(system, null).Fault!.Property));
    });

    /// <summary>Two purchases that the restored order store has lost: a fault, until an operator has accepted them by name.</summary>
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

    /// <summary>
    /// One wallet's search ends at its limit, the other's does not. A single block for both would be that of the first, and the second's
    /// outflow would be counted again.
    /// </summary>
    [Fact]
    public void Outflow_of_a_wallet_is_counted_once_though_the_search_of_another_ended_earlier() => Alone(() =>
    {
        var system = TwoWallets();

        var ended = Limited(system, null);
        var next = Limited(system, ended.Sums);
        var again = Limited(system, ended.Sums! with { Blocks = ImmutableSortedDictionary<Address, long>.Empty });

        Assert.Equal((false, 2L), (ended.IsComplete, ended.Sums!.Count));
        Assert.Equal(2, ended.Sums.Blocks.Count);
        Assert.Equal((true, 2L, ended.Sums.Units), (next.IsComplete, next.Sums!.Count, next.Sums.Units));
        Assert.Equal(3, again.Sums!.Count);
    });

    [Fact]
    public void How_far_each_wallet_was_searched_is_read_as_it_was_written()
    {
        var (first, second, other) = (Permitted.Filled(0xaa), Permitted.Filled(0xbb), Permitted.Filled(0xcc));
        var sums = new OutflowSums(7, 1, 2) { Blocks = ImmutableSortedDictionary<Address, long>.Empty.Add(first, 7).Add(second, 12) };

        Assert.Equal($"{first}=7,{second}=12", sums.BlocksText());
        Assert.Equal(sums.Blocks, OutflowSums.ReadBlocks(sums.BlocksText()));
        Assert.Equal((8L, 13L, 3L), (sums.From(first, 3), sums.From(second, 3), sums.From(other, 3)));
        Assert.Equal(8, new OutflowSums(7, 1, 2).From(other, 3));
        Assert.Empty(OutflowSums.ReadBlocks(null));
        Assert.Throws<InvalidDataException>(() => OutflowSums.ReadBlocks($"{first}"));
        Assert.Throws<InvalidDataException>(() => OutflowSums.ReadBlocks("0xaa=7"));
    }

    [Fact]
    public void Purchase_that_the_chain_does_not_show_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        Put(system, MadeUp(order));

        Assert.Equal((OrderKeys.Order("m-9"), "transactionHash"), Place(Check(system, null).Fault));
    });

    /// <summary>Its block lies before the one where the last check ended, and only its record is newer.</summary>
    [Fact]
    public void Purchase_that_is_made_up_in_a_block_that_was_looked_at_before_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        var clean = Check(system, null).Sums!;

        Put(system, MadeUp(order) with { RecordNumber = clean.Record!.Value + 1 });

        Assert.Equal((OrderKeys.Order("m-9"), "transactionHash"), Place(Check(system, clean).Fault));
    });

    [Fact]
    public void Purchase_in_a_block_that_the_chain_does_not_have_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        Put(system, MadeUp(order) with { Purchase = order.Purchase! with { BlockNumber = 1_000_000 } });

        Assert.Equal((OrderKeys.Order("m-9"), "blockNumber"), Place(Check(system, null).Fault));
    });

    [Fact]
    public void Spend_that_is_not_what_has_left_the_wallet_is_named() => Alone(() =>
    {
        var system = CalmOrders.Began();
        var order = system.Settle("m-1");
        system.Mine(6);
        Assert.Null(Check(system, null).Fault);

        Put(system, order with { SpendUnits = order.SpendUnits + 1, Purchase = order.Purchase! with { SpentUnits = order.SpendUnits + 1 } });
        var both = Check(system, null).Fault;
        Put(system, order with { SpendUnits = order.SpendUnits - 1 });
        var promised = Check(system, null).Fault;
        Put(system, order with { Purchase = order.Purchase! with { BlockNumber = order.Purchase.BlockNumber - 1 } });
        var block = Check(system, null).Fault;

        Assert.Equal((OrderKeys.Order("m-1"), "spentUnits"), Place(both));
        Assert.Equal((OrderKeys.Order("m-1"), "spendUnits"), Place(promised));
        Assert.Equal((OrderKeys.Order("m-1"), "blockNumber"), Place(block));
    });

    /// <summary>The first wallet's key was used by others, which an operator has accepted: its search has two parts.</summary>
    private static CalmSystem TwoWallets()
    {
        var system = CalmOrders.Began();
        system.Settle("m-1");
        system.Steal();
        system.Mine(6);
        Assert.IsType<AcceptanceResult.Accepted>(system.Accept(system.Chain.Head.State.Accounts[0].Nonce));
        system.Vault.Rotate();
        system.Chain.Others = state => state.With(0, state.Accounts[0] with { Stablecoin = 0, Allowance = 0 });
        system.Mine(6);
        system.Sell(new Zar(100_000_00));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-2").Outcome);
        Assert.Equal(JobStatus.Completed, system.Settle("m-2").Status);
        system.Mine(6);
        return system;
    }

    private static Order MadeUp(Order order) => order with { Id = "m-9", Purchase = order.Purchase! with { TransactionHash = Hash256.Parse("0x" + new string('7', 64)) } };

    private static void Put(CalmSystem system, Order order)
    {
        var table = system.Tables.Table(OrderKeys.Table);
        var key = OrderKeys.Order(order.Id);
        TableWrite write = table.ReadAsync(OrderKeys.Partition, key, CancellationToken.None).GetAwaiter().GetResult() is { } row
            ? new TableWrite.Replace(key, OrderRow.Write(order), row.ETag)
            : new TableWrite.Insert(key, OrderRow.Write(order));
        Assert.True(table.SubmitAsync(OrderKeys.Partition, [write], CancellationToken.None).GetAwaiter().GetResult().Applied);
    }

    private static (string?, string?) Place(LedgerFault? fault) => (fault?.RowKey, fault?.Property);

    private static OutflowVerdict Limited(CalmSystem system, OutflowSums? before)
    {
        var scan = system.Ask<OutflowScan, OutflowScan>(Task.FromResult);
        return system.Ask<TransactionReader, OutflowVerdict>(reader =>
            new OutflowCheck(reader, scan, new OrderQueries(system.Tables), new TaskQueries(system.Tables), new AuditTrail(system.Tables)) { MaxSearches = 1 }.CheckAsync(before, 0, CancellationToken.None));
    }

    private static OutflowVerdict Check(CalmSystem system, OutflowSums? before) =>
        system.Ask<OutflowCheck, OutflowVerdict>(check => check.CheckAsync(before, 0, CancellationToken.None));
}
