using System.Globalization;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Recovery;

/// <summary>
/// Takes the wish that an order is not to buy. It is stored on the order by the state's ETag: every step that was decided before writes nothing
/// and is decided again, and from then on nothing but cancels is signed for the order.
/// </summary>
internal sealed class OrderCancellation(OrderStore store, OrderQueries book, JobCancellation jobs, TimeProvider time)
{
    /// <summary>Safe to repeat: a wish that is stored stays as it is. What can be done about it at once is done before the answer.</summary>
    /// <exception cref="LedgerFaultException">Rows of the order store contradict each other; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<CancellationResult> CancelAsync(CancellationRequest request, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        lost => TryAsync(request, lost, cancellation), OrderKeys.Partition, "this order was being cancelled");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<CancellationResult?> TryAsync(CancellationRequest request, int lost, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(request.OrderId, cancellation);
        if (loaded.Order is not { } order)
            return new CancellationResult.NotFound();

        // An audit record is named by its moment: one that lost a race comes a tick later.
        var wish = new CancelWish(time.GetUtcNow().AddTicks(lost), request.RequestedBy, request.Reason);
        switch (CancelDecision.Decide(order, loaded.AttemptList, wish))
        {
            case CancelVerdict.Refused refused:
                return new CancellationResult.Conflict(refused.Detail);
            case CancelVerdict.Known:
                return ResultOf(new OrderRecord(order, loaded.AttemptList), wish);
            case CancelVerdict.Taken taken:
                return await TakeAsync(loaded, (Order)taken.Job, cancellation);
            case var other:
                throw new InvalidOperationException($"No act for {other}.");
        }
    }

    private async Task<CancellationResult?> TakeAsync(OrderSnapshot loaded, Order unwanted, CancellationToken cancellation)
    {
        if (!await jobs.TakeAsync(loaded, unwanted, AuditAction.OrderCancelRequested, Detail(loaded, unwanted), cancellation))
            return null;
        return ResultOf(await book.FindAsync(unwanted.Id, cancellation) ?? new OrderRecord(unwanted, loaded.AttemptList), unwanted.CancelRequested!);
    }

    private static CancellationResult ResultOf(OrderRecord record, CancelWish wish)
    {
        if (CancelDecision.Decide(record.Order, record.Attempts, wish) is CancelVerdict.Refused refused)
            return new CancellationResult.Conflict(refused.Detail);
        return record.Order.IsEnded ? new CancellationResult.Cancelled(record) : new CancellationResult.UnderWay(record);
    }

    private static string Detail(OrderSnapshot loaded, Order unwanted)
    {
        if (unwanted.IsEnded)
            return $"Nothing of it could be mined: it failed at once and gave {unwanted.RevenueBase} ZAR of revenue back.";
        var open = loaded.AttemptList.Count(attempt => attempt.State is AttemptState.Stored or AttemptState.Sent);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"It was {unwanted.Phase}; transactions of it that may still be mined: {open}. Its {unwanted.RevenueBase} ZAR of revenue stay used until none can be.");
    }
}

/// <summary>An operator does not want an order to buy.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record CancellationRequest(string OrderId, string Reason, string RequestedBy);

/// <summary>What came of the wish.</summary>
internal abstract record CancellationResult
{
    private CancellationResult()
    {
    }

    /// <summary>The order has failed, and its base is given back; also when it was asked for before.</summary>
    public sealed record Cancelled(OrderRecord Order) : CancellationResult;

    /// <summary>The wish is stored. Something may still be mined: the order fails, or completes, when nothing can be any more.</summary>
    public sealed record UnderWay(OrderRecord Order) : CancellationResult;

    /// <summary>There is no order of this id.</summary>
    public sealed record NotFound : CancellationResult;

    /// <summary>It is unknown, or has ended without or in spite of a cancel.</summary>
    public sealed record Conflict(string Detail) : CancellationResult;
}
