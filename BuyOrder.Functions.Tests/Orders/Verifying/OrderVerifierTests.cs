using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Fixtures;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Model;
using Microsoft.Extensions.Time.Testing;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>Order stores that are as they were written verify clean: those of earlier versions too, and after their orders went on.</summary>
public sealed class OrderVerifierTests
{
    private static readonly Zar More = new(100_000_00);

    public static TheoryData<string> Names => [.. Fixture.Names];

    public static TheoryData<string> WithChain => [.. Fixture.WithChain];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Order_store_of_an_earlier_version_is_clean_once_its_chain_has_begun(string name)
    {
        var fixture = Fixture.Read(name);
        var store = await fixture.OpenAsync();
        var orders = fixture.Rows.Count(row => row.Table == OrderKeys.Table && row.Row.Key.StartsWith(OrderKeys.FirstOrder, StringComparison.Ordinal));

        var verdict = await new OrderVerifier(store, new FakeTimeProvider(fixture.Time)).VerifyAsync(null, Cancellation);

        Assert.Null(verdict.Fault);
        Assert.Equal((orders, 1L), ((int)verdict.Orders, verdict.Records));
    }

    [Theory]
    [MemberData(nameof(WithChain))]
    public void Order_store_of_an_earlier_version_is_clean_after_its_orders_went_on(string name) => Alone(() =>
    {
        var system = Fixture.Read(name).Start();
        system.Chain.BaseFeeWei = ModelChain.CalmBaseFeeWei;
        system.OnChain(ModelChain.Balanced, withUs: false);
        system.Resume();
        foreach (var order in new OrderQueries(system.Tables).ReadAllAsync(CancellationToken.None).GetAwaiter().GetResult())
        {
            if (!system.Settle(order.Id).IsUnknown)
                continue;
            system.Mine(6);
            var bought = system.Chain.Purchases.SingleOrDefault()?.Transaction.Hash;
            Assert.IsType<ResolutionResult.Resolved>(system.Resolve(order.Id, bought is null ? Finding.Failed : Finding.Completed, bought?.ToString()));
        }

        system.Sell(More);
        var run = system.Run("m-next");
        if (run.Outcome == ReasonCode.Ordered)
            system.Settle("m-next");

        var verdict = new OrderVerifier(system.Tables, new FakeTimeProvider(system.Time)).VerifyAsync(null, CancellationToken.None).GetAwaiter().GetResult();
        Assert.Null(verdict.Fault);
        Assert.Equal(system.State().RecordNumber, verdict.Newest!.Number);
    });

    [Fact]
    public void Chain_that_is_shorter_than_the_newest_verification_saw_it_is_a_fault() => Alone(() =>
    {
        var system = CalmOrders.At(JobPhase.Broadcast);
        system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None).GetAwaiter().GetResult();
        var newest = new OrderVerifier(system.Tables, new FakeTimeProvider(system.Time)).VerifyAsync(null, CancellationToken.None).GetAwaiter().GetResult().Newest!;

        LedgerFault? HeldTo(RecordAnchor anchor) =>
            new OrderVerifier(system.Tables, new FakeTimeProvider(system.Time)).VerifyAsync(anchor, CancellationToken.None).GetAwaiter().GetResult().Fault;

        Assert.Null(HeldTo(newest));
        Assert.Equal(OrderKeys.Record(newest.Number + 1), HeldTo(newest with { Number = newest.Number + 1 })!.RowKey);
        Assert.Equal(OrderKeys.Record(newest.Number), HeldTo(newest with { Hash = "1:00" })!.RowKey);
    });

    [Fact]
    public async Task Storage_without_an_order_store_has_nothing_to_verify_but_for_what_was_seen_before()
    {
        var store = await Fixture.Read("order-completed").LoadAsync();
        var verifier = new OrderVerifier(store, TimeProvider.System);

        Assert.Equal(OrderVerdict.Empty, await verifier.VerifyAsync(null, Cancellation));
        Assert.NotNull((await verifier.VerifyAsync(new RecordAnchor(3, "1:00"), Cancellation)).Fault);
    }

    [Fact]
    public async Task Order_store_that_the_ledger_says_there_is_and_that_is_gone_is_a_fault()
    {
        var fixture = Fixture.Read("order-completed");
        var store = await fixture.OpenAsync();
        var table = store.Table(OrderKeys.Table);
        foreach (var row in (await table.QueryAsync(new TableQuery(OrderKeys.Partition), Cancellation)).Rows)
            await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(row.Key, row.ETag)], Cancellation);

        var fault = (await new OrderVerifier(store, new FakeTimeProvider(fixture.Time)).VerifyAsync(null, Cancellation)).Fault;

        Assert.Equal(OrderKeys.State, fault!.RowKey);
    }
}
