using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>Messages that are neither an order's end nor an alarm, as their writers leave them in the outbox.</summary>
internal static class SignalMessages
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Its id; one that ends in a colon is the beginning of it.</summary>
    public static async Task<string> WriteAsync(string kind, OutboxBench bench, OrderStore store, RecordAnchor newest)
    {
        switch (kind)
        {
            case "cancelled":
                await bench.CancelAsync("m-1", bench.SharedKey);
                return "m-1:order-cancelled";
            case "held":
                var reserved = await OutboxBench.ReserveAsync(store, "m-1");
                var held = reserved.Order!.Held(new Refusal(ReasonCode.FeeTooHigh, "It is 9 gwei."), Noon);
                Assert.NotNull(await store.StepAsync(reserved, new OrderChange(reserved.State, held), Cancellation));
                return "order-held:m-1:1";
            case "task held":
                await StepAsync(store, task => task.Held(new Refusal(ReasonCode.FeeTooHigh, "It is 9 gwei."), Noon));
                return "wallet-task-held:w-1:1";
            case "task failed":
                await StepAsync(store, task => task.Failed(ReasonCode.NonceTakenElsewhere, 0, Noon));
                return "wallet-task-failed:w-1";
            case "paused":
                await PauseAsync(store);
                return "paused:";
            case "slot missed":
                var run = new RunRecord("1:s-1", Noon, OrderTrigger.Schedule, "schedule", "s-1", ReasonCode.Missed, "It was missed.", null, null);
                Assert.True(await store.RecordRunsAsync(await store.LoadAsync(Cancellation), null, [run], Cancellation));
                return "slot-missed:s-1";
            case "wallet low":
                await store.NotifyAsync(Notification.Of(new Alarm(Notification.WalletLow, "1", ReasonCode.InsufficientFunds, "It is short.", Noon, null, newest)), Cancellation);
                return "wallet-low:1";
            default:
                await store.NotifyAsync(
                    Notification.Of(new Alarm(Notification.RevenueRejected, "1", new ReasonCode("invalid_amount"), "2 of them.", Noon, null, newest) { Count = 2 }), Cancellation);
                return "revenue-rejected:1";
        }
    }

    /// <summary>What waits to be sent, oldest first.</summary>
    public static List<Notification> Waiting(CalmSystem system) => [.. Rows(system).Select(row => NotificationRow.Read(row.Values))];

    private static IReadOnlyList<TableRow> Rows(CalmSystem system) => system.Tables.Table(OrderKeys.Table)
        .QueryAsync(OrderKeys.Range(OrderKeys.OutboxPrefix, null, null, 100, null), CancellationToken.None).GetAwaiter().GetResult().Rows;

    /// <summary>Each that waits is what is stored besides has to tell.</summary>
    public static void AssertGenuine(CalmSystem system)
    {
        var check = new OutboxCheck(system.Tables);
        foreach (var row in Rows(system))
        {
            var verdict = check.CheckAsync(row, CancellationToken.None).GetAwaiter().GetResult();
            Assert.True(verdict is OutboxVerdict.Genuine, (verdict as OutboxVerdict.Edited)?.Fault.Detail);
        }
    }

    /// <summary>A sweep is taken on, and takes one step.</summary>
    private static async Task StepAsync(OrderStore store, Func<WalletTask, WalletTask> step)
    {
        var book = await store.LoadAsync(Cancellation);
        var audit = new AuditRecord(
            AuditRecord.NewId(Noon, AuditAction.WalletTaskPlaced, Sweep.Id), Noon, "operator", AuditAction.WalletTaskPlaced, Sweep.Id, "why", null, "It is taken on.");
        var placed = (await store.ReserveAsync(book, book.State.Reserve(Sweep), Sweep, audit, Cancellation))!;
        var after = step(placed.Task!);
        Assert.NotNull(await store.StepAsync(placed, new OrderChange(after.IsEnded ? placed.State.End(after) : placed.State, after), Cancellation));
    }

    private static async Task PauseAsync(OrderStore store)
    {
        var book = await store.LoadAsync(Cancellation);
        var audit = new AuditRecord(
            AuditRecord.NewId(Noon, AuditAction.BuyingPaused, "buying"), Noon, "operator", AuditAction.BuyingPaused, "buying", "a look", null, "Buying is paused.")
        {
            Before = "never paused",
            After = "paused",
        };
        Assert.True(await store.RecordAuditAsync(book, book.State with { Pause = new PauseState.Paused(new PauseChange(Noon, "operator", "a look")) }, audit, Cancellation));
    }
}
