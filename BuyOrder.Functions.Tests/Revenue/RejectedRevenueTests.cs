using System.Security.Cryptography;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;
using BuyOrder.Functions.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Revenue;

public sealed class RejectedRevenueTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Message_is_kept_once_and_its_deliveries_counted(StoreKind kind)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = new LedgerSystem(await LedgerSystem.StoreAsync(kind, servers), time: time);
        var body = TestMessage.Sale("a", "0.00");
        var enqueued = TestMessage.Day.AddMinutes(-3).AddTicks(7);

        await Deliver(system, body, new DeliveryInfo(DeliveryInfo.Queue, "m\u0001-😀", 1, enqueued));
        time.Advance(TimeSpan.FromMinutes(1));
        await Deliver(system, body, new DeliveryInfo(DeliveryInfo.Queue, "m-2", 2, default(DateTimeOffset)));
        await system.RecordAsync(body, body);

        var values = await RowAsync(system, body);
        Assert.Equal(1, await system.OpenRejectedAsync());
        Assert.Equal(4, values.Int64("deliveries"));
        Assert.Equal("open", values.Text("status"));
        Assert.Equal("amount_not_positive", values.Text("reason"));
        Assert.Equal("amount", values.Text("member"));
        Assert.Equal(TestMessage.Day, values.Time("firstAt"));
        Assert.Equal(TestMessage.Day.AddMinutes(1), values.Time("lastAt"));
        Assert.Equal(body, RejectedRow.Body(values));
        Assert.Null(values["messageId"]);
    }

    [Fact]
    public async Task Delivery_is_kept_with_its_message()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var body = TestMessage.Broken("{");
        var enqueued = TestMessage.Day.AddTicks(7);

        await Deliver(system, body, new DeliveryInfo(DeliveryInfo.Queue, "m\u0001-😀", 3, enqueued));

        var values = await RowAsync(system, body);
        Assert.Equal("queue", values.Text("origin"));
        Assert.Equal("m?-??", values.Text("messageId"));
        Assert.Equal(3, values.Int32("deliveryCount"));
        Assert.Equal(enqueued, values.Time("enqueuedAt"));
        Assert.Equal("invalid_json", values.Text("reason"));
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Body_is_kept_up_to_512_KiB_then_cut_and_flagged(StoreKind kind)
    {
        using var system = new LedgerSystem(await LedgerSystem.StoreAsync(kind, servers));
        var bodies = Enumerable.Range(0, 7).Select(i => RandomNumberGenerator.GetBytes(RejectedRow.MaxKeptBytes + i - 1)).ToArray();

        await system.RecordAsync(bodies);

        Assert.Equal(7, await system.OpenRejectedAsync());
        foreach (var body in bodies)
        {
            var values = await RowAsync(system, body);
            Assert.Equal(body.Length, values.Int32("length"));
            Assert.Equal(body.Length > RejectedRow.MaxKeptBytes, values.Flag("cut"));
            Assert.Equal(body.Take(RejectedRow.MaxKeptBytes), RejectedRow.Body(values));
        }
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Many_are_counted_exactly_by_several_writers(StoreKind kind)
    {
        var store = await LedgerSystem.StoreAsync(kind, servers);
        using var one = new LedgerSystem(store);
        using var other = new LedgerSystem(store);
        var bodies = Enumerable.Range(0, 160).Select(i => TestMessage.Broken($"broken {i}")).ToArray();

        await Task.WhenAll(one.RecordAsync(bodies), other.RecordAsync(bodies.Reverse()));

        Assert.Equal(160, await one.OpenRejectedAsync());
        Assert.Equal(2, (await RowAsync(one, bodies[99])).Int64("deliveries"));
    }

    [Fact]
    public async Task Conflicting_duplicate_is_kept_with_its_id()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var conflicting = TestMessage.Sale("a", "2.00");

        await system.RecordAsync(TestMessage.Sale("a", "1.00"), conflicting);

        var values = await RowAsync(system, conflicting);
        Assert.Equal("conflicting_duplicate", values.Text("reason"));
        Assert.Equal("a", values.Text("id"));
    }

    [Fact]
    public async Task Newest_stand_first_in_the_list_rows()
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = new LedgerSystem(new MemoryTableStore(), time: time);
        for (var i = 0; i < 3; i++)
        {
            await system.RecordAsync(TestMessage.Broken($"broken {i}"));
            time.Advance(TimeSpan.FromTicks(1));
        }

        var page = await system.Store.Table(RejectedRow.Table)
            .QueryAsync(new TableQuery(RejectedRow.Partition, "n:", "n;"), Cancellation);

        var expected = new[] { "broken 2", "broken 1", "broken 0" }.Select(text => Sha256Hash.Of(TestMessage.Broken(text)));
        Assert.Equal(expected, page.Rows.Select(row => new Sha256Hash(row.Values.Binary("hash"))));
    }

    private static Task<IReadOnlyList<RecordResult>> Deliver(LedgerSystem system, byte[] body, DeliveryInfo delivery) =>
        system.Intake.RecordAsync([new IncomingRevenue(body, delivery)], Cancellation);

    private static async Task<RowValues> RowAsync(LedgerSystem system, byte[] body)
    {
        var key = RejectedRow.Key(Sha256Hash.Of(body));
        var row = await system.Store.Table(RejectedRow.Table).ReadAsync(RejectedRow.Partition, key, Cancellation);
        return row!.Values;
    }
}
