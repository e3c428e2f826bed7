using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>The greatest batch that there can be: it ends a try in which every nonce has all the attempts it may have.</summary>
public sealed class AllAttemptsTests(TestServers servers)
{
    /// <summary>Of bytes as long as those of a swap are.</summary>
    private const int BytesOfSwap = 700;

    [Fact]
    public async Task Try_with_every_attempt_that_may_be_ends_in_one_batch()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (limits, tables) = (OrderExamples.Limits, await AzuriteStore.NewAsync(servers));
        await tables.CreateMissingAsync([OrderKeys.Table], cancellation);
        Assert.Null(await OpenedOrders.OpenAsync(tables, new FakeTimeProvider(OrderExamples.Noon), cancellation));
        var store = new OrderStore(tables, new NotificationOptions { Namespace = new Uri("http://localhost/") });
        var book = await store.LoadAsync(cancellation);
        var order = OrderExamples.Reserved();
        var run = new RunRecord("run", OrderExamples.Noon, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, "m-1", null);
        book = await store.ReserveAsync(book, book.State.Reserve(order), order, run, cancellation);
        for (var number = 1; number <= limits.MaxAttemptsPerTry; number++)
        {
            var attempt = OrderExamples.Attempt(AttemptKind.Cancel, nonce: 5 + (number - 1) / limits.MaxAttemptsWithCancels, number, AttemptState.Sent) with
            {
                SignedBytes = new byte[BytesOfSwap],
            };
            book = await store.StepAsync(book!, new OrderChange(book!.State, book.Order!) { NewAttempt = attempt }, cancellation);
        }

        var failed = book!.Order!.Unwanted(new CancelWish(OrderExamples.Noon, "operator", "not wanted")).Failed(ReasonCode.Cancelled, 7, OrderExamples.Noon);
        var step = new OrderChange(book.State.End(failed), failed)
        {
            ChangedAttempts = [.. book.AttemptList.Select(attempt => attempt with { State = AttemptState.Superseded })],
            Audit = new AuditRecord(
                AuditRecord.NewId(OrderExamples.Noon, AuditAction.OrderResolved, "m-1"), OrderExamples.Noon, "operator", AuditAction.OrderResolved, "m-1", "as seen", null, "-"),
        };
        var ended = await store.StepAsync(book, step, cancellation);

        Assert.Equal(3 * limits.MaxAttemptsWithCancels, book.Attempts.Count);
        Assert.Null(ended!.Order);
        var stored = (await new OrderQueries(tables).FindAsync("m-1", cancellation))!;
        Assert.Equal(JobStatus.Failed, stored.Order.Status);
        Assert.All(stored.Attempts, attempt => Assert.Equal(AttemptState.Superseded, attempt.State));
        Assert.Equal(limits.MaxAttemptsPerTry, stored.Attempts.Count);
    }
}
