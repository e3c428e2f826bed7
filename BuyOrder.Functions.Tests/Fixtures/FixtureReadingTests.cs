using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.ServiceBus;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.StandIns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>Stores of earlier versions are listed, verified and emptied of what they have to tell by today's services.</summary>
public sealed class FixtureReadingTests
{
    private const int MaxItems = 100;

    public static TheoryData<string> Names => [.. Fixture.Names];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Ledger_is_whole_and_every_frozen_root_fits(string name)
    {
        var fixture = Fixture.Read(name);
        var store = await fixture.LoadAsync();
        var orders = fixture.Rows.Count(row => row.Row.Key.StartsWith(OrderKeys.FirstOrder, StringComparison.Ordinal) && row.Table == OrderKeys.Table);
        var newest = await new VerificationLog(store).NewestAsync(Cancellation);

        var verification = await new Verifier(store, fixture.LedgerOptions, new FakeTimeProvider(fixture.Time))
            .VerifyAsync(newest?.Anchor, null, null, Cancellation);

        Assert.Null(verification.FirstFault);
        Assert.Equal(orders + (newest?.Anchor is null ? 0 : 1), verification.Frozen);
        Assert.Equal(fixture.Rows.Count(row => row.Row.Key.StartsWith("e:", StringComparison.Ordinal)), verification.Entries);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Lists_show_every_order_run_audit_and_entry(string name)
    {
        var fixture = Fixture.Read(name);
        var store = await fixture.OpenAsync();
        var book = new OrderQueries(store);
        int Count(string table, string key) => fixture.Rows.Count(row => row.Table == table && row.Row.Key.StartsWith(key, StringComparison.Ordinal));

        var orders = (await book.ListAsync(new OrderFilter(), MaxItems, null, Cancellation)).Items;
        var ledger = new RevenueLedger(store, fixture.LedgerOptions, new FakeTimeProvider(fixture.Time));
        var heads = await new VerificationLog(store).CheckAsync(ledger, Cancellation);
        var entries = await new RevenueLedger(store, fixture.LedgerOptions, new FakeTimeProvider(fixture.Time))
            .ListAsync(RevenueFilter.All, MaxItems, null, Cancellation);

        Assert.Equal(Count(OrderKeys.Table, "n:"), orders.Count);
        Assert.Equal(Count(OrderKeys.Table, "a:"), orders.Sum(order => order.Attempts.Count));
        foreach (var (order, attempt) in orders.SelectMany(order => order.Attempts.Select(attempt => (order.Order, attempt))))
            Assert.Equal(order.Id, await book.FindOwnerAsync(attempt.TransactionHash, Cancellation));
        Assert.Equal(Count(OrderKeys.Table, "r:"), (await book.ListRunsAsync(null, null, MaxItems, null, Cancellation)).Items.Count);
        Assert.Equal(Count(OrderKeys.Table, "u:"), (await new AuditTrail(store).ListAsync(null, null, MaxItems, null, Cancellation)).Items.Count);
        Assert.Equal(Count(OrderKeys.Table, "w:"), (await book.ListWatchedAsync(DateTimeOffset.UnixEpoch, MaxItems, null, Cancellation)).Items.Count);
        Assert.Equal(Count("Revenue", "e:"), entries.Entries.Count);
        Assert.NotNull(heads.Totals);
        Assert.True((await new ParameterStore(store, TimeProvider.System).CurrentAsync(Cancellation)).Version > 0);
    }

    [Fact]
    public async Task Revenue_of_every_kind_counts_as_it_did()
    {
        var fixture = Fixture.Read("ledger");
        var ledger = new RevenueLedger(await fixture.LoadAsync(), fixture.LedgerOptions, new FakeTimeProvider(fixture.Time));

        var totals = await ledger.ReadTotalsAsync(Cancellation);
        var refund = await ledger.FindEntryAsync("usd-refund", Cancellation);
        var late = await ledger.FindEntryAsync("sale-late", Cancellation);

        // 12 sales of 19.99 to 129.99; two refunds; 1500 JPY, -2.50 USD and 100 EUR with their rates; a cent; 1.50; 12.34 USD once its day had a rate.
        Assert.Equal("3202.21", totals.Total.ToString());
        Assert.Equal((RevenueKind.Refund, -45_00), (refund!.Revenue.Message.Kind, refund.Revenue.Value.Cents));
        Assert.NotNull(late!.Revenue.Message.Metadata);
    }

    [Fact]
    public async Task Rejected_messages_and_rates_go_on_as_they_were()
    {
        var fixture = Fixture.Read("ledger");
        var time = new FakeTimeProvider(fixture.Time);
        using var system = new LedgerSystem(await fixture.LoadAsync(), fixture.ShardCount, time);

        var open = (await system.Rejected.ListOpenAsync(MaxItems, null, Cancellation)).Items;
        var usd = TestMessage.Unrated("usd-2", "7.00", "USD");
        var replayed = await system.Replay.ReplayAsync(Sha256Hash.Of(usd), "operator", Cancellation);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.00"));

        Assert.Equal(open.Count, await new LedgerSystem(await fixture.LoadAsync(), fixture.ShardCount, time).OpenRejectedAsync());
        Assert.Equal(RecordOutcome.Recorded, replayed!.Record!.Outcome);
        Assert.Equal((RejectedStatus.Replayed, open.Count - 1L), (replayed.Item.Status, await system.OpenRejectedAsync()));
        Assert.Equal([3, 2, 1], (await system.Rates.HistoryAsync(TestRates.Day, MaxItems, null, Cancellation)).Items.Select(rates => rates.Version));
        Assert.Equal([RecordOutcome.Duplicate], await system.OutcomesAsync(TestMessage.Sale("sale-1", "19.99")));
        Assert.Equal([RecordOutcome.Recorded], await system.OutcomesAsync(TestMessage.Sale("sale-next", "1.00")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Notifications_that_were_not_sent_are_sent(string name)
    {
        var fixture = Fixture.Read(name);
        var store = await fixture.LoadAsync();
        var waiting = fixture.Rows.Where(row => row.Table == OrderKeys.Table && row.Row.Key.StartsWith(OrderKeys.OutboxPrefix, StringComparison.Ordinal))
            .Select(row => NotificationRow.Read(row.Row.Values)).ToList();
        await using var broker = await NotificationBroker.StartAsync();
        await using var queue = new NotificationQueue(
            NotificationQueue.Connect(broker.Options, identity: null), broker.Options.Queue, TimeProvider.System);
        var outbox = new Outbox(store, TimeProvider.System, NullLogger<Outbox>.Instance, queue.SendAsync);

        await outbox.SendAsync(Cancellation);

        Assert.Equal(waiting.ToDictionary(each => each.MessageId, each => each.Body), broker.Messages.ToDictionary());
        var left = OrderKeys.Range(OrderKeys.OutboxPrefix, null, null, MaxItems, null);
        Assert.Empty((await store.Table(OrderKeys.Table).QueryAsync(left, Cancellation)).Rows);
    }
}
