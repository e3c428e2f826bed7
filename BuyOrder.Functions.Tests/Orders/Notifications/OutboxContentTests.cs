using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>What a message says is what its order and record say: it names them, and an edited one is not sent.</summary>
public sealed class OutboxContentTests : IAsyncLifetime
{
    private OutboxBench bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bench = await OutboxBench.StartAsync(new MemoryTableStore());

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [InlineData("body")]
    [InlineData("messageId")]
    [InlineData("event")]
    [InlineData("at")]
    [InlineData("record")]
    [InlineData("added")]
    public async Task Message_that_was_edited_is_not_sent_and_an_alarm_is_sent_instead(string property)
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        await bench.FailAsync("m-2", bench.SharedKey);
        var row = (await bench.RowsAsync()).Single(each => each.Key.Contains(":m-1:", StringComparison.Ordinal));
        var edited = row.Values.Copy();
        edited[property] = property switch
        {
            "body" => edited.Text("body").Replace("\"spend\":\"", "\"spend\":\"1", StringComparison.Ordinal),
            "at" => edited.Time("at").AddTicks(1),
            "record" => null,
            _ => edited.TextOrNull(property) + "x",
        };
        await bench.Tables.Table(OrderKeys.Table).SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], Cancellation);
        var outbox = bench.NewOutbox(bench.SharedKey);

        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(2, bench.Queue.Messages.Count);
        Assert.Contains("m-2:buy-order-failed", bench.Queue.Messages.Keys);
        var alarm = Assert.Single(bench.Queue.Messages, message => message.Key.StartsWith("ledger-fault:", StringComparison.Ordinal)).Value;
        Assert.Contains(row.Key, alarm, StringComparison.Ordinal);
        Assert.Empty(await bench.RowsAsync());
    }

    [Fact]
    public async Task Message_names_the_newest_record_with_its_hash()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var newest = RecordRow.Read((await OrderStoreReader.NewestRecordAsync(bench.Tables.Table(OrderKeys.Table), Cancellation))!.Values);

        await bench.NewOutbox(bench.SharedKey).SendAsync(Cancellation);

        Assert.Contains($"\"record\":{newest.Number},\"recordHash\":\"{newest.Hash}\"", Assert.Single(bench.Queue.Messages).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_that_needs_an_operator_is_told_and_told_again_when_it_is_undone_and_ends()
    {
        var store = new OrderStore(bench.Tables, bench.SharedKey);
        var book = await OutboxBench.ReserveAsync(store, "m-1");
        var unknown = book.Order!.Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "nonce 5"), Noon);
        book = (await store.StepAsync(book, new OrderChange(book.State, unknown), Cancellation))!;
        var completed = unknown.Resolved(new Resolution(Finding.Completed, "seen", Hash(1).ToString(), "operator", Noon), Purchase(unknown), 1);
        await store.StepAsync(book, new OrderChange(book.State.End(completed), completed), Cancellation);
        book = await store.LoadAsync("m-1", Cancellation);
        var undone = book.Order!.Undone(new Refusal(ReasonCode.PurchaseUndone, "block 99"), Noon);
        book = (await store.StepAsync(book, new OrderChange(book.State.Undo(completed), undone), Cancellation))!;
        var failed = undone.Resolved(new Resolution(Finding.Failed, "gone", null, "operator", Noon), null, 1);
        await store.StepAsync(book, new OrderChange(book.State.End(failed), failed), Cancellation);

        await bench.NewOutbox(bench.SharedKey).SendAsync(Cancellation);

        Assert.Equal(
            ["m-1:buy-order-completed", "m-1:buy-order-failed:1", "m-1:buy-order-unknown", "m-1:buy-order-unknown:1"],
            bench.Queue.Messages.Keys.Order(StringComparer.Ordinal));
    }
}
