using System.Security.Cryptography;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class RejectedRevenueTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Message_is_kept_once_and_its_deliveries_counted(StoreKind kind)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), time: time);
        var body = TestMessage.Sale("a", "0.00");
        var enqueued = TestMessage.Day.AddMinutes(-3).AddTicks(7);

        await Deliver(system, body, new DeliveryInfo(DeliveryInfo.Queue, "m\u0001-😀", 1, enqueued));
        time.Advance(TimeSpan.FromMinutes(1));
        await Deliver(system, body, new DeliveryInfo(DeliveryInfo.Queue, "m-2", 2, default(DateTimeOffset)));
        await system.RecordAsync(body, body);

        var (item, bytes) = await FindAsync(system, body);
        Assert.Equal(1, await system.OpenRejectedAsync());
        Assert.Equal((4L, RejectedStatus.Open), (item.Deliveries, item.Status));
        Assert.Equal(("amount_not_positive", "amount"), (item.Rejection.Reason, item.Rejection.Member));
        Assert.Equal((TestMessage.Day, TestMessage.Day.AddMinutes(1)), (item.FirstAt, item.LastAt));
        Assert.Equal(body, bytes);
        Assert.Null(item.Delivery);
        Assert.Equal(TestMessage.Day, await system.Rejected.OldestOpenAsync(Cancellation));
    }

    [Fact]
    public async Task Delivery_is_kept_with_its_message()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var body = TestMessage.Broken("{");
        var enqueued = TestMessage.Day.AddTicks(7);

        await Deliver(system, body, new DeliveryInfo(DeliveryInfo.Queue, "m\u0001-😀", 3, enqueued));

        var (item, _) = await FindAsync(system, body);
        Assert.Equal(new DeliveryInfo("queue", "m?-??", 3, enqueued), item.Delivery);
        Assert.Equal("invalid_json", item.Rejection.Reason);
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Body_is_kept_up_to_512_KiB_then_cut_and_flagged(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        var bodies = Enumerable.Range(0, 7).Select(i => RandomNumberGenerator.GetBytes(RejectedBodyRow.MaxKeptBytes + i - 1)).ToArray();

        await system.RecordAsync(bodies);

        Assert.Equal(7, await system.OpenRejectedAsync());
        foreach (var body in bodies)
        {
            var (item, bytes) = await FindAsync(system, body);
            Assert.Equal((body.Length, body.Length > RejectedBodyRow.MaxKeptBytes, false), (item.Length, item.Cut, item.CanBeReplayed));
            Assert.Equal(body.Take(RejectedBodyRow.MaxKeptBytes), bytes);
        }
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Many_are_counted_exactly_by_several_writers(StoreKind kind)
    {
        var store = await TestStores.NewAsync(kind, servers);
        using var one = new LedgerSystem(store);
        using var other = new LedgerSystem(store);
        var bodies = Enumerable.Range(0, 160).Select(i => TestMessage.Broken($"broken {i}")).ToArray();

        await Task.WhenAll(one.RecordAsync(bodies), other.RecordAsync(bodies.Reverse()));

        Assert.Equal(160, await one.OpenRejectedAsync());
        Assert.Equal(2, (await FindAsync(one, bodies[99])).Item.Deliveries);
    }

    [Fact]
    public async Task Conflicting_duplicate_is_kept_with_its_id()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var conflicting = TestMessage.Sale("a", "2.00");

        await system.RecordAsync(TestMessage.Sale("a", "1.00"), conflicting);

        var (item, _) = await FindAsync(system, conflicting);
        Assert.Equal(("conflicting_duplicate", "a"), (item.Rejection.Reason, item.Id));
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Items_are_listed_newest_first_by_reason_and_status_and_open_ones_oldest_first(StoreKind kind)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), time: time);
        for (var i = 0; i < 7; i++)
        {
            await system.RecordAsync(i % 2 == 0 ? TestMessage.Broken($"broken {i}") : TestMessage.Unrated($"u{i}", "1.00", "USD"));
            time.Advance(TimeSpan.FromTicks(1));
        }
        await system.Replay.DiscardAsync(Sha256Hash.Of(TestMessage.Broken("broken 2")), "operator", "No revenue.", Cancellation);

        Assert.Equal([6, 5, 4, 3, 2, 1, 0], await ListAsync(system, null, null));
        Assert.Equal([5, 3, 1], await ListAsync(system, "no_exchange_rate", null));
        Assert.Equal([2], await ListAsync(system, null, RejectedStatus.Discarded));
        Assert.Equal([6, 4, 0], await ListAsync(system, "invalid_json", RejectedStatus.Open));
        Assert.Empty(await ListAsync(system, "nothing", null));
        var open = await LedgerSystem.PagesAsync(async next =>
        {
            var page = await system.Rejected.ListOpenAsync(2, next, Cancellation);
            return (page.Items, page.Continuation);
        });
        Assert.Equal([0, 1, 3, 4, 5, 6], open.Select(item => (int)(item.FirstAt - TestMessage.Day).Ticks));
    }

    private static async Task<IEnumerable<int>> ListAsync(LedgerSystem system, string? reason, RejectedStatus? status)
    {
        var items = await LedgerSystem.PagesAsync(async next =>
        {
            var page = await system.Rejected.ListAsync(reason, status, 2, next, Cancellation);
            return (page.Items, page.Continuation);
        });
        return items.Select(item => (int)(item.FirstAt - TestMessage.Day).Ticks);
    }

    private static Task<IReadOnlyList<RecordResult>> Deliver(LedgerSystem system, byte[] body, DeliveryInfo delivery) =>
        system.Intake.RecordAsync([new IncomingRevenue(body, delivery)], Cancellation);

    private static async Task<(RejectedItem Item, byte[] Body)> FindAsync(LedgerSystem system, byte[] body) =>
        (await system.Rejected.FindAsync(Sha256Hash.Of(body), Cancellation))!.Value;
}
