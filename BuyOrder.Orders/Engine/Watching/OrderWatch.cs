using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine.Watching;

/// <summary>
/// Looks for a while at the blocks of completed orders: finality has been broken before. An order whose purchase is gone stops all buying, its
/// bytes are sent again, and only an operator ends it.
/// </summary>
/// <remarks>When it last looked is known to this process alone: a look too many, after a start or by another instance, does no harm.</remarks>
internal sealed partial class OrderWatch(
    OrderStore store, OrderQueries book, BlockReader blocks, TransactionReader chain, Broadcaster broadcaster, RestoredBackupCheck oldCopy, FaultAlarm alarm,
    TimeProvider time, ILogger<OrderWatch> logger)
{
    /// <summary>Between two looks at the same order.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(3);

    /// <summary>Orders of one look; the next tick goes on with the rest.</summary>
    public const int MaxPerLook = 50;

    /// <summary>Orders that are undone at once; a deeper disaster shows itself as these are resolved.</summary>
    public const int MaxUndone = 100;

    private DateTimeOffset nextLook = DateTimeOffset.MinValue;
    private string? continuation;
    private bool comparedWithChain;
    private bool knowsOfUndone;

    /// <summary>
    /// One tick: once after the start, whether the chain knows more than the store; then sends again what was undone, and looks at those whose
    /// turn it is. Costs nothing while nothing is due.
    /// </summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now.</exception>
    public async Task TickAsync(CancellationToken cancellation)
    {
        var isDue = time.GetUtcNow() >= nextLook;
        if (!isDue && !knowsOfUndone)
            return;

        var state = await book.ReadStateAsync(cancellation);
        knowsOfUndone = !state.UndoneOrders.IsEmpty;
        if (!comparedWithChain && state.OpenOrderId is null)
        {
            await oldCopy.LookAsync(state, cancellation);
            comparedWithChain = true;
        }

        try
        {
            foreach (var orderId in state.UndoneOrders)
                await SendAgainAsync(orderId, cancellation);
            if (isDue)
                await LookAsync(state, cancellation);
        }
        catch (LedgerFaultException broken)
        {
            await alarm.RaiseAsync(broken.Fault, cancellation);
        }
    }

    private async Task LookAsync(TreasuryState state, CancellationToken cancellation)
    {
        var page = await book.ListWatchedAsync(time.GetUtcNow() - WatchedOrder.Window, MaxPerLook, continuation, cancellation);
        if (page.Items.Count > 0)
        {
            var numbers = page.Items.Select(order => order.BlockNumber).Distinct().ToList();
            var hashes = await blocks.HashesAsync(numbers, state.HighWaterBlock, cancellation);
            foreach (var order in page.Items)
            {
                if (hashes.TryGetValue(order.BlockNumber, out var hash) && hash != order.BlockHash)
                    await UndoAsync(order, hash, cancellation);
            }
        }

        continuation = page.Continuation;
        if (continuation is null)
            nextLook = time.GetUtcNow() + Interval;
    }

    private async Task UndoAsync(WatchedOrder watched, Hash256 hashNow, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(watched.OrderId, cancellation);
        if (loaded.Order is not { Status: JobStatus.Completed, Purchase: { } purchase } order
            || purchase.BlockHash != watched.BlockHash || loaded.State.UndoneOrders.Count >= MaxUndone)
        {
            return;
        }

        var now = time.GetUtcNow();
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Block {purchase.BlockNumber} is {hashNow} now: the purchase of {purchase.TokensAcquired} units in transaction {purchase.TransactionHash} was in block {purchase.BlockHash}.");
        var undone = order.Undone(new Refusal(ReasonCode.PurchaseUndone, detail), now);
        var step = new OrderChange(loaded.State.Undo(order), undone)
        {
            NoLongerWatched = watched,
            Audit = new AuditRecord(
                AuditRecord.NewId(now, AuditAction.OrderUndone, order.Id),
                now,
                AuditRecord.Service,
                AuditAction.OrderUndone,
                order.Id,
                ReasonCode.PurchaseUndone.Value,
                purchase.TransactionHash.ToString(),
                detail)
            {
                Before = "completed",
                After = "unknown",
            },
        };

        // An instance that was faster leaves the order watched, or has done this: the next look sees.
        knowsOfUndone = true;
        if (await store.StepAsync(loaded, step, cancellation) is not null)
            Log.Undone(logger, order.Id, detail);
    }

    private async Task SendAgainAsync(string orderId, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(orderId, cancellation);
        if (loaded.Order is not { IsUnknown: true } order)
            return;
        var mined = loaded.AttemptList.Where(attempt => attempt.State is AttemptState.Succeeded or AttemptState.Reverted).ToList();
        var facts = await chain.ReadAsync(
            order.Wallet, [.. mined.Select(attempt => attempt.TransactionHash)], loaded.State.HighWaterBlock, cancellation);
        var toSend = mined.FindAll(attempt => !facts.KnownEverywhere.Contains(attempt.TransactionHash) && MaySendAgain(order, attempt, facts));
        if (toSend.Count > 0)
            await broadcaster.SendAsync(toSend, cancellation);
    }

    /// <summary>A swap that reverted in an earlier try could succeed this time, beside the one that followed it.</summary>
    private static bool MaySendAgain(Order order, Attempt attempt, TransactionFacts facts) =>
        attempt.Kind != AttemptKind.Swap || attempt.Retry == order.Retry || attempt.Deadline < facts.HeadTime;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "Order {OrderId} was completed and is undone; buying is stopped until an operator resolves it. {Detail}")]
        public static partial void Undone(ILogger logger, string orderId, string detail);
    }
}
