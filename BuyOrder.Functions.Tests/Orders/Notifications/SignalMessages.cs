using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Store;
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
