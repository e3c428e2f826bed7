using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What is written is one step, what is read is of one step, and who decided on an older one writes nothing.</summary>
public sealed class OrderStoreTests
{
    private static readonly NotificationOptions Listener = new() { Namespace = new Uri("http://localhost/") };
    private static readonly RunRecord Run = new("run", OrderExamples.Noon, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, "m-1", null);

    private readonly MemoryTableStore tables = new();
    private int looks;
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Order_store_is_read_again_when_a_step_falls_between_its_rows(int times)
    {
        var other = await NewAsync();
        var reserved = await ReservedAsync(other);
        var step = new OrderChange(reserved.State.Seen(7), reserved.Order!.Prepared()) { NewAttempt = OrderExamples.Attempt(AttemptKind.Swap, nonce: 5) };
        var book = await other.StepAsync(reserved, step, cancellation);
        var torn = StepBeforeAttempts(times, async () => book = await StepOnAsync(other, book!));

        var read = await new OrderStore(torn).LoadAsync(cancellation);

        Assert.Equal(JobPhase.Prepared, read.Order!.Phase);
        Assert.Equal(7 + times, read.State.HighWaterBlock);
        Assert.Single(read.Attempts);
        Assert.Equal(times + 1, looks);
    }

    [Fact]
    public async Task Order_store_that_changes_at_each_of_eight_readings_is_not_read()
    {
        var other = await NewAsync();
        var book = await ReservedAsync(other);
        var torn = StepBeforeAttempts(8, async () => book = await StepOnAsync(other, book));

        var error = await Assert.ThrowsAsync<TableUnavailableException>(() => new OrderStore(torn).LoadAsync(cancellation));

        Assert.Equal("The order store changed 8 times while it was being read.", error.Message);
        Assert.Equal(8, looks);
    }

    [Fact]
    public async Task Order_store_as_it_is_after_a_step_is_the_one_that_is_stored()
    {
        var store = await NewAsync();
        var reserved = await ReservedAsync(store);
        var (first, second) = (OrderExamples.Attempt(AttemptKind.Approve, nonce: 5), OrderExamples.Attempt(AttemptKind.Swap, nonce: 6, number: 2));
        var one = await store.StepAsync(reserved, new OrderChange(reserved.State, reserved.Order!.Approving()) { NewAttempt = first }, cancellation);
        var two = await store.StepAsync(one!, new OrderChange(one!.State, one.Order!.Prepared()) { NewAttempt = second }, cancellation);
        var step = new OrderChange(two!.State, two.Order!.Broadcast())
        {
            ChangedAttempts = [second with { State = AttemptState.Sent }, first with { State = AttemptState.Sent }],
            NewAttempt = OrderExamples.Attempt(AttemptKind.Swap, nonce: 6, number: 3),
        };

        var three = await store.StepAsync(two, step, cancellation);
        var stored = await new OrderStore(tables).LoadAsync(cancellation);

        Assert.Equal((stored.StateETag, stored.OrderETag), (three!.StateETag, three.OrderETag));
        Assert.Equal(stored.Attempts.Select(row => (row.Attempt.Number, row.Attempt.State, row.ETag)), three.Attempts.Select(row => (row.Attempt.Number, row.Attempt.State, row.ETag)));
        Assert.Equal([AttemptState.Sent, AttemptState.Sent, AttemptState.Stored], three.AttemptList.Select(attempt => attempt.State));
    }

    [Fact]
    public async Task Step_that_ends_an_order_leaves_none_open_watches_its_block_and_tells_who_listens()
    {
        var store = await NewAsync(Listener);
        var reserved = await ReservedAsync(store);
        var completed = reserved.Order!.Completed(OrderExamples.Purchase(reserved.Order!), 7, OrderExamples.Noon);

        var closed = await store.StepAsync(reserved, new OrderChange(reserved.State.End(completed), completed), cancellation);

        Assert.Equal((null, null), (closed!.Order, closed.OrderETag));
        Assert.Empty(closed.Attempts);
        Assert.Equal(closed.StateETag, (await new OrderStore(tables).LoadAsync(cancellation)).StateETag);
        var watched = Assert.Single((await new OrderQueries(tables).ListWatchedAsync(OrderExamples.Noon, 10, null, cancellation)).Items);
        Assert.Equal(("m-1", completed.Purchase!.BlockHash), (watched.OrderId, watched.BlockHash));
        Assert.Equal([Notification.Completed], await OutboxAsync());
    }

    [Fact]
    public async Task Failed_order_is_not_watched_and_not_told_of_when_notifications_are_off()
    {
        var store = await NewAsync();
        var reserved = await ReservedAsync(store);
        var failed = reserved.Order!.Failed(ReasonCode.Reverted, 7, OrderExamples.Noon);

        await store.StepAsync(reserved, new OrderChange(reserved.State.End(failed), failed), cancellation);
        await store.NotifyAsync(Alarm, cancellation);

        Assert.Empty((await new OrderQueries(tables).ListWatchedAsync(OrderExamples.Noon, 10, null, cancellation)).Items);
        Assert.Empty(await OutboxAsync());
    }

    [Fact]
    public async Task Alarm_of_no_order_waits_to_be_sent()
    {
        await (await NewAsync(Listener)).NotifyAsync(Alarm, cancellation);

        Assert.Equal([Notification.StoreOutdated], await OutboxAsync());
    }

    [Fact]
    public async Task Step_that_was_decided_on_an_older_state_writes_nothing_and_reads_the_newer_one()
    {
        var (store, other) = (await NewAsync(), new OrderStore(tables));
        var empty = await store.LoadAsync(cancellation);
        var reserved = await ReservedAsync(other);
        var late = OrderExamples.Reserved("m-2");

        Assert.Null(await store.ReserveAsync(empty, empty.State.Reserve(late), late, Run, cancellation));
        var known = await store.LoadAsync(cancellation);
        await StepOnAsync(other, reserved);
        Assert.Null(await store.StepAsync(known, new OrderChange(known.State, known.Order!.Prepared()), cancellation));
        Assert.False(await store.RecordRunsAsync(known, known.State with { HighWaterBlock = 99 }, [Run with { Id = "late" }], cancellation));

        Assert.Equal("m-1", known.Order!.Id);
        Assert.Equal(JobPhase.Reserved, (await store.LoadAsync(cancellation)).Order!.Phase);
        Assert.Equal(1, (await store.LoadAsync(cancellation)).State.HighWaterBlock);
        Assert.Equal(["m-1"], (await new OrderQueries(tables).ListAsync(new OrderFilter(), 10, null, cancellation)).Items.Select(record => record.Order.Id));
        Assert.Equal(["run"], (await new OrderQueries(tables).ListRunsAsync(null, null, 10, null, cancellation)).Items.Select(run => run.Id));
    }

    [Fact]
    public async Task Run_that_moves_the_schedule_on_writes_both_or_neither()
    {
        var store = await NewAsync();
        var book = await store.LoadAsync(cancellation);

        Assert.True(await store.RecordRunsAsync(book, book.State with { FinishedSlot = OrderExamples.Noon }, [Run], cancellation));

        Assert.Equal(OrderExamples.Noon, (await store.LoadAsync(cancellation)).State.FinishedSlot);
        Assert.Single((await new OrderQueries(tables).ListRunsAsync(null, null, 10, null, cancellation)).Items);
    }

    [Fact]
    public async Task First_state_is_written_once()
    {
        await tables.CreateMissingAsync([OrderKeys.Table], cancellation);
        var store = await NewAsync();

        Assert.Null(await OpenedOrders.OpenAsync(tables, new FakeTimeProvider(OrderExamples.Noon.AddDays(1)), cancellation));

        Assert.Equal(OrderExamples.Noon, (await store.LoadAsync(cancellation)).State.ScheduleFrom);
    }

    [Fact]
    public async Task Order_store_that_names_an_open_order_it_does_not_have_is_an_error_and_a_stranger_id_is_none()
    {
        var store = await NewAsync();
        var reserved = await ReservedAsync(store);

        Assert.Null((await new OrderStore(tables).LoadAsync("m-2", cancellation)).Order);
        await tables.Table(OrderKeys.Table).SubmitAsync(
            OrderKeys.Partition, [new TableWrite.Delete(OrderKeys.Order("m-1"), reserved.OrderETag!)], cancellation);

        var fault = await Assert.ThrowsAsync<LedgerFaultException>(() => new OrderStore(tables).LoadAsync(cancellation));
        Assert.Equal("The order store, row o:m-1 is missing: the state says that this order is open.", fault.Fault.Detail);
    }

    private static Notification Alarm { get; } =
        Notification.OfOldCopy(OrderExamples.Hash(1).ToString(), new Refusal(ReasonCode.StoreOutdated, "It lacks one."), OrderExamples.Noon);

    private async Task<OrderStore> NewAsync(NotificationOptions? listener = null)
    {
        await tables.CreateMissingAsync([OrderKeys.Table], cancellation);
        var store = new OrderStore(tables, listener);
        Assert.Null(await OpenedOrders.OpenAsync(tables, new FakeTimeProvider(OrderExamples.Noon), cancellation));
        return store;
    }

    private async Task<OrderSnapshot> ReservedAsync(OrderStore store)
    {
        var book = await store.LoadAsync(cancellation);
        var order = OrderExamples.Reserved();
        return (await store.ReserveAsync(book, book.State.Reserve(order), order, Run, cancellation))!;
    }

    /// <summary>A step that changes nothing but the highest block.</summary>
    private async Task<OrderSnapshot> StepOnAsync(OrderStore store, OrderSnapshot book) =>
        (await store.StepAsync(book, new OrderChange(book.State.Seen(book.State.HighWaterBlock + 1), book.Order!), cancellation))!;

    private async Task<IEnumerable<string>> OutboxAsync()
    {
        var query = new TableQuery(OrderKeys.Partition, OrderKeys.OutboxPrefix, "x;", 10, null);
        return (await tables.Table(OrderKeys.Table).QueryAsync(query, cancellation)).Rows.Select(row => NotificationRow.Read(row.Values).Event);
    }

    /// <summary>Another process takes a step after the order was read, before its attempts are.</summary>
    private TableTap StepBeforeAttempts(int times, Func<Task> step)
    {
        var tap = new TableTap(tables);
        tap.BeforeQuery = async query =>
        {
            if (query.From!.StartsWith("a:", StringComparison.Ordinal) && looks++ < times)
                await step();
        };
        return tap;
    }
}
