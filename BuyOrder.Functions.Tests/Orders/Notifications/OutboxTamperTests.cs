using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>Every kind of message is made again of what is stored besides: as it was written it goes to the letter, and edited it never goes.</summary>
public sealed class OutboxTamperTests : IAsyncLifetime
{
    private const string Edited = "edited words";

    private readonly Dropped log = new();
    private OutboxBench bench = null!;

    public static TheoryData<string> Kinds { get; } =
    [
        "completed", "completed and undone since", "failed", "unknown", "unknown and resolved since", "undone", "undone and resolved since",
        "store outdated", "ledger fault", "ledger fault without a record", "dropped", "cancelled", "held", "task held", "task failed", "paused", "slot missed", "wallet low", "revenue rejected",
    ];

    public static TheoryData<string, string> KindsAndProperties { get; } = Combined();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bench = await OutboxBench.StartAsync(new MemoryTableStore());

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Message_goes_as_it_was_written_and_leaves_no_row(string kind)
    {
        var row = await WriteAsync(kind);
        var outbox = bench.NewOutbox(bench.SharedKey, logger: log);

        await outbox.SendAsync(Cancellation);

        Assert.Equal(row.Values.Text("body"), bench.Queue.Messages[row.Values.Text("messageId")]);
        Assert.Empty(log.Lines);
        Assert.Empty(await bench.RowsAsync());
        Assert.Empty(await FactsAsync());
    }

    [Theory]
    [MemberData(nameof(KindsAndProperties))]
    public async Task Edited_message_is_dropped_with_a_line_in_the_log_and_an_alarm_that_repeats_nothing_of_it(string kind, string property)
    {
        var row = await WriteAsync(kind);
        await EditAsync(row, property);
        log.Lines.Clear();
        var outbox = bench.NewOutbox(bench.SharedKey, logger: log);

        for (var tick = 0; tick < 3; tick++)
        {
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
            await outbox.SendAsync(Cancellation);
        }

        Assert.Contains(row.Key, Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Queue.Messages, message => message.Key == row.Values.Text("messageId") || message.Key.Contains(Edited, StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Queue.Messages.Values, body => body.Contains(Edited, StringComparison.Ordinal));
        Assert.Contains(bench.Queue.Messages.Values, body => body.Contains(row.Key, StringComparison.Ordinal) && body.Contains("it is not sent", StringComparison.Ordinal));
        Assert.Empty(await bench.RowsAsync());
        Assert.Empty(await FactsAsync());
    }

    /// <summary>What an alarm is made of is not believed either when it says anything else than the alarm.</summary>
    [Theory]
    [InlineData("detail")]
    [InlineData("reason")]
    [InlineData("subject")]
    [InlineData("event")]
    [InlineData("placeRowKey")]
    [InlineData("recordHash")]
    [InlineData("added")]
    public async Task Alarm_whose_facts_were_edited_is_not_sent(string property)
    {
        var row = await WriteAsync("ledger fault");
        var facts = Assert.Single(await FactsAsync());
        var edited = facts.Values.Copy();
        edited[property] = Edited;
        await bench.Tables.Table(OrderKeys.Table).SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(facts.Key, edited, facts.ETag)], Cancellation);
        var outbox = bench.NewOutbox(bench.SharedKey, logger: log);

        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);

        Assert.Single(log.Lines);
        Assert.DoesNotContain(bench.Queue.Messages, message => message.Key == row.Values.Text("messageId") || message.Value.Contains(Edited, StringComparison.Ordinal));
        Assert.Empty(await bench.RowsAsync());
        Assert.Empty(await FactsAsync());
    }

    /// <summary>As code from before wrote them: the row alone. What raised them says the same, so they go; any other words do not.</summary>
    [Theory]
    [InlineData("verification", false)]
    [InlineData("verification", true)]
    [InlineData("run", false)]
    [InlineData("run", true)]
    [InlineData("book", false)]
    [InlineData("book", true)]
    public async Task Alarm_from_before_there_were_facts_goes_if_what_raised_it_says_the_same(string raisedBy, bool isEdited)
    {
        var row = await WriteFromBeforeAsync(raisedBy);
        if (isEdited)
            await EditAsync(row, "body");
        var outbox = bench.NewOutbox(bench.SharedKey, logger: log);

        await outbox.SendAsync(Cancellation);

        Assert.Equal(isEdited ? 1 : 0, log.Lines.Count);
        if (isEdited)
            Assert.DoesNotContain(row.Values.Text("messageId"), bench.Queue.Messages.Keys);
        else
            Assert.Equal(row.Values.Text("body"), bench.Queue.Messages[row.Values.Text("messageId")]);
    }

    private static TheoryData<string, string> Combined()
    {
        var combined = new TheoryData<string, string>();
        foreach (var kind in Kinds.Select(row => row.Data))
        {
            foreach (var property in new[] { "body", "messageId", "event", "at", "record", "added" })
                combined.Add(kind, property);
        }

        return combined;
    }

    private async Task EditAsync(TableRow row, string property)
    {
        var edited = row.Values.Copy();
        edited[property] = property switch
        {
            "body" => edited.Text("body").Replace("\"at\":", $"\"more\":\"{Edited}\",\"at\":", StringComparison.Ordinal),
            "at" => edited.Time("at").AddTicks(1),
            "record" => edited.Int64OrNull("record") is { } number ? number + 1 : 1L,
            "event" => edited.Text("event") == Notification.Failed ? Notification.Completed : Notification.Failed,
            _ => Edited,
        };
        Assert.True((await bench.Tables.Table(OrderKeys.Table).SubmitAsync(
            OrderKeys.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], Cancellation)).Applied);
    }

    /// <summary>The message of that kind, which waits to be sent; others may wait beside it.</summary>
    private async Task<TableRow> WriteAsync(string kind)
    {
        var store = new OrderStore(bench.Tables, bench.SharedKey);
        var newest = RecordRow.Read((await OrderStoreReader.NewestRecordAsync(bench.Tables.Table(OrderKeys.Table), Cancellation))!.Values);
        var anchor = new RecordAnchor(newest.Number, newest.Hash);
        var fault = LedgerFault.Missing(OrderKeys.Partition, OrderKeys.State, "it is gone");
        switch (kind)
        {
            case "completed":
                await bench.CompleteAsync("m-1", bench.SharedKey);
                return await WaitingAsync("m-1:buy-order-completed");
            case "failed":
                await bench.FailAsync("m-1", bench.SharedKey);
                return await WaitingAsync("m-1:buy-order-failed");
            case "store outdated":
                await store.NotifyAsync(Notification.OfOldCopy(Hash(1).ToString(), new Refusal(ReasonCode.StoreOutdated, "It lacks one."), Noon, anchor), Cancellation);
                return await WaitingAsync($"store-outdated:{Hash(1)}");
            case "ledger fault":
                await store.NotifyAsync(Notification.OfLedgerFault(fault, Noon, anchor), Cancellation);
                return await WaitingAsync("ledger-fault:");
            case "ledger fault without a record":
                await store.NotifyAsync(Notification.OfLedgerFault(fault, Noon), Cancellation);
                return await WaitingAsync("ledger-fault:");
            case "cancelled" or "held" or "task held" or "task failed" or "paused" or "slot missed" or "wallet low" or "revenue rejected":
                return await WaitingAsync(await SignalMessages.WriteAsync(kind, bench, store, anchor));
            case "dropped":
                await bench.FailAsync("m-1", bench.SharedKey);
                await EditAsync(await WaitingAsync("m-1:buy-order-failed"), "body");
                await bench.NewOutbox(bench.SharedKey).SendAsync(Cancellation);
                return await WaitingAsync("ledger-fault:");
            default:
                await GoOnAsync(store, kind);
                return await WaitingAsync(kind switch
                {
                    "unknown" or "unknown and resolved since" => "m-1:buy-order-unknown",
                    "completed and undone since" => "m-1:buy-order-completed",
                    _ => "m-1:buy-order-unknown:1",
                });
        }
    }

    /// <summary>An order that is unknown, or completed and undone, and maybe resolved; the message of the kind is the only one that is left.</summary>
    private static async Task GoOnAsync(OrderStore store, string kind)
    {
        var book = await OutboxBench.ReserveAsync(store, "m-1");
        var unknown = book.Order!.Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "nonce 5"), Noon);
        if (kind.StartsWith("unknown", StringComparison.Ordinal))
        {
            book = (await store.StepAsync(book, new OrderChange(book.State, unknown), Cancellation))!;
            if (kind == "unknown")
                return;
            var failed = book.Order!.Resolved(new Resolution(Finding.Failed, "gone", null, "operator", Noon), null, 1);
            await store.StepAsync(book, new OrderChange(book.State.End(failed), failed), Cancellation);
            return;
        }

        var completed = book.Order!.Completed(Purchase(book.Order!), 1, Noon);
        await store.StepAsync(book, new OrderChange(book.State.End(completed), completed), Cancellation);
        book = await store.LoadAsync("m-1", Cancellation);
        var at = Noon.AddHours(1);
        var undone = book.Order!.Undone(new Refusal(ReasonCode.PurchaseUndone, "block 99"), at);
        var audit = new AuditRecord(
            AuditRecord.NewId(at, AuditAction.OrderUndone, "m-1"), at, AuditRecord.Service, AuditAction.OrderUndone, "m-1",
            ReasonCode.PurchaseUndone.Value, Purchase(completed).TransactionHash.ToString(), "block 99");
        book = (await store.StepAsync(book, new OrderChange(book.State.Undo(completed), undone) { Audit = audit }, Cancellation))!;
        if (kind == "undone and resolved since")
        {
            var failed = undone.Resolved(new Resolution(Finding.Failed, "gone", null, "operator", at), null, 1);
            await store.StepAsync(book, new OrderChange(book.State.End(failed), failed), Cancellation);
        }
    }

    private async Task<TableRow> WriteFromBeforeAsync(string raisedBy)
    {
        var fault = LedgerFault.Value(OrderKeys.Partition, OrderKeys.Order("m-1"), "spendCents", 2L, 1L, "the record says that");
        var told = Notification.OfLedgerFault(fault, Noon);
        switch (raisedBy)
        {
            case "verification":
                var verified = new VerificationResult(Noon, Noon, 0, 0, 0, fault, null);
                await new VerificationLog(bench.Tables).RecordAsync(verified, null, null, null, Cancellation);
                break;
            case "run":
                var found = new Refusal(ReasonCode.StoreOutdated, $"It lacks {Hash(1)}.");
                told = Notification.OfOldCopy(Hash(1).ToString(), found, Noon);
                var run = new RunRecord(OrderKeys.RunId(Noon, "m-1"), Noon.AddSeconds(2), OrderTrigger.Manual, "operator", null, found.Reason, found.Detail, null, null);
                var store = new OrderStore(bench.Tables);
                Assert.True(await store.RecordRunsAsync(await store.LoadAsync(Cancellation), null, [run], Cancellation));
                break;
            default:
                var table = bench.Tables.Table(OrderKeys.Table);
                var state = (await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, Cancellation))!;
                await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(state.Key, state.ETag)], Cancellation);
                told = Notification.OfLedgerFault(TreasuryStateCheck.State(null, null)!, Noon);
                break;
        }

        await bench.Tables.Table(OrderKeys.Table).SubmitAsync(OrderKeys.Partition, [NotificationRow.Insert(told)], Cancellation);
        return await WaitingAsync(told.MessageId);
    }

    private async Task<TableRow> WaitingAsync(string messageId)
    {
        var rows = await bench.RowsAsync();
        return rows.First(row => row.Values.Text("messageId") == messageId || (messageId[^1] == ':' && row.Values.Text("messageId").StartsWith(messageId, StringComparison.Ordinal)));
    }

    private async Task<IReadOnlyList<TableRow>> FactsAsync() => (await bench.Tables.Table(OrderKeys.Table).QueryAsync(
        OrderKeys.Range(OrderKeys.AlarmPrefix, null, null, 100, null), Cancellation)).Rows;

    /// <summary>Lines that say that a message was dropped.</summary>
    private sealed class Dropped : ILogger<Outbox>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Critical)
                Lines.Add(formatter(state, exception));
        }
    }
}
