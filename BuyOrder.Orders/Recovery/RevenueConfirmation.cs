using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>The way on after revenue beyond a limit: an operator has looked at it. No entry is changed; a correction is a further entry.</summary>
internal sealed partial class RevenueConfirmation(
    OrderStore store, RevenueLedger ledger, VerificationLog verifications, UnconfirmedRefunds unconfirmed, TimeProvider time, ILogger<RevenueConfirmation> logger)
{
    /// <summary>Refunds that one request confirms; a further one goes on.</summary>
    public const int MaxRefunds = UnconfirmedRefunds.MaxPerPage;

    /// <summary>Ids in one answer.</summary>
    private const int MaxNamed = 20;

    private const string Subject = "revenue";

    /// <summary>
    /// Confirms the refunds beyond a limit that are not confirmed yet, if the request names them all, and revenue of any speed up to the
    /// total of the ledger as it is now. Safe to repeat.
    /// </summary>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<RevenueConfirmationResult> ConfirmAsync(RevenueConfirmationRequest request, CancellationToken cancellation) =>
        OptimisticWrite.RunAsync(
            lost => TryAsync(request, lost, cancellation), OrderKeys.Partition, "revenue was being confirmed");

    /// <summary>Null: another instance was faster, or has left an audit record of this very moment.</summary>
    private async Task<RevenueConfirmationResult?> TryAsync(RevenueConfirmationRequest request, int lost, CancellationToken cancellation)
    {
        var loading = store.LoadAsync(cancellation);
        var checking = verifications.CheckAsync(ledger, cancellation);
        await Task.WhenAll(loading, checking);
        var (book, heads) = (await loading, await checking);
        if (!heads.Holds)
            return new RevenueConfirmationResult.Conflict(heads.Faults[0]);

        var known = book.State.Confirmed.RefundsByShard();
        var open = await unconfirmed.ReadAsync(known, MaxRefunds, cancellation);
        if (await RefusalAsync(request, [.. open.Refunds.Select(IdOf)], cancellation) is { } refusal)
            return new RevenueConfirmationResult.Refused(refusal);
        return await WriteAsync(request, book, heads.Totals, open, time.GetUtcNow().AddTicks(lost), cancellation);
    }

    private async Task<string?> RefusalAsync(
        RevenueConfirmationRequest request, IReadOnlyList<string> open, CancellationToken cancellation)
    {
        var missing = open.Except(request.Ids, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            var more = missing.Length > MaxNamed ? $" and {missing.Length - MaxNamed} more" : "";
            return $"The ids must name every refund beyond a limit that is not confirmed yet; missing: {string.Join(", ", missing.Take(MaxNamed))}{more}.";
        }
        foreach (var id in request.Ids.Except(open, StringComparer.Ordinal))
        {
            if (await ledger.FindAsync(id, cancellation) is not { IsRefundBeyond: true })
                return $"There is no refund beyond a limit with the id {id}.";
        }
        return null;
    }

    private async Task<RevenueConfirmationResult?> WriteAsync(
        RevenueConfirmationRequest request,
        OrderSnapshot book,
        LedgerTotals totals,
        UnconfirmedRefunds.Page open,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        var before = book.State.Confirmed;
        var counts = open.Counts;
        var after = new ConfirmedRevenue
        {
            Refunds = RevenueCounts.Write(counts),
            Total = before.Total is { } confirmed ? Zar.Max(confirmed, totals.Total) : totals.Total,
        };
        var result = new RevenueConfirmationResult.Confirmed(counts.Sum(), Math.Max(0, totals.RefundsBeyond.Sum() - counts.Sum()), after.Total.Value);
        if (after == before)
            return result;

        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Refunds confirmed: {open.Refunds.Count}, now {counts.Sum()} in all; revenue confirmed up to {after.Total} ZAR, before up to {before.Total?.ToString() ?? "nothing"}.");
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.RevenueConfirmed, Subject),
            now,
            request.RequestedBy,
            AuditAction.RevenueConfirmed,
            Subject,
            request.Reason,
            open.Refunds.Count == 0 ? null : string.Join('\n', open.Refunds.Select(IdOf)),
            detail)
        {
            Before = Told(before),
            After = Told(after),
        };
        if (!await store.RecordAuditAsync(book, book.State with { Confirmed = after }, audit, cancellation))
            return null;
        Log.Confirmed(logger, request.RequestedBy, detail);
        return result;
    }

    private static string Told(ConfirmedRevenue confirmed) =>
        $"refunds by shard {confirmed.Refunds ?? "none"}; revenue up to {confirmed.Total?.ToString() ?? "nothing"}";

    private static string IdOf(LedgerEntry refund) => refund.Revenue.Message.Id;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Revenue beyond a limit was confirmed by {Who}: {Detail}")]
        public static partial void Confirmed(ILogger logger, string who, string detail);
    }
}

/// <summary>An operator confirms revenue beyond a limit.</summary>
/// <param name="Ids">Of all refunds that are not confirmed yet, as their sender wrote them; none when it is about the speed alone.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record RevenueConfirmationRequest(IReadOnlyList<string> Ids, string Reason, string RequestedBy);

/// <summary>What came of it.</summary>
internal abstract record RevenueConfirmationResult
{
    private RevenueConfirmationResult()
    {
    }

    /// <summary>Also when it already was.</summary>
    /// <param name="Refunds">Refunds beyond a limit that are confirmed.</param>
    /// <param name="Remaining">Those that are still to be confirmed.</param>
    /// <param name="Total">Up to this total of the ledger revenue of any speed is confirmed.</param>
    public sealed record Confirmed(long Refunds, long Remaining, Zar Total) : RevenueConfirmationResult;

    /// <summary>The ledger does not agree with itself: it must be looked at first.</summary>
    public sealed record Conflict(string Detail) : RevenueConfirmationResult;

    /// <summary>The ids are not those of the refunds that are to be confirmed.</summary>
    public sealed record Refused(string Detail) : RevenueConfirmationResult;
}
