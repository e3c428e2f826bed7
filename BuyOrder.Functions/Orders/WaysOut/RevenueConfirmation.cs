using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Orders.WaysOut;

/// <summary>The way on after revenue beyond a limit: an operator has looked at it. No entry is changed; a correction is a further entry.</summary>
internal sealed partial class RevenueConfirmation(BookStore store, RevenueLedger ledger, TimeProvider time, ILogger<RevenueConfirmation> logger)
{
    /// <summary>Refunds that one request confirms; a further one goes on.</summary>
    public const int MaxRefunds = 100;

    /// <summary>Each lost race means that another instance took a step.</summary>
    private const int MaxRaces = 8;

    /// <summary>Ids in one answer.</summary>
    private const int MaxNamed = 20;

    private const string Subject = "revenue";

    /// <summary>
    /// Confirms the refunds beyond a limit that are not confirmed yet, if the request names them all, and revenue of any speed up to the
    /// total of the ledger as it is now. Safe to repeat.
    /// </summary>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public async Task<RevenueConfirmationResult> ConfirmAsync(RevenueConfirmationRequest request, CancellationToken cancellation)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var loading = store.LoadAsync(cancellation);
            var checking = ledger.CheckHeadsAsync(cancellation);
            await Task.WhenAll(loading, checking);
            var (book, heads) = (await loading, await checking);
            if (!heads.Holds)
                return RevenueConfirmationResult.Conflict(heads.Faults[0]);

            var known = book.State.Confirmed.RefundsByShard();
            var open = await OldestAsync(known, cancellation);
            if (await RefusalAsync(request, open, cancellation) is { } refusal)
                return RevenueConfirmationResult.Refused(refusal);
            if (await WriteAsync(request, book, heads.Totals, open, time.GetUtcNow().AddTicks(race), cancellation) is { } result)
                return result;
        }

        throw new TableUnavailableException($"The order book changed {MaxRaces} times while revenue was being confirmed.");
    }

    /// <summary>Refunds that are not confirmed, the oldest first, as many as one request confirms.</summary>
    private async Task<IReadOnlyList<(int Shard, string Id)>> OldestAsync(IReadOnlyList<long> known, CancellationToken cancellation)
    {
        var shards = await ledger.ReadRefundsBeyondAsync(known, MaxRefunds, cancellation);
        return
        [
            .. shards
                .SelectMany((refunds, shard) => refunds.Select(refund => (Shard: shard, Refund: refund)))
                .OrderBy(each => each.Refund.RecordedAt).ThenBy(each => each.Shard).ThenBy(each => each.Refund.Sequence)
                .Take(MaxRefunds)
                .Select(each => (each.Shard, each.Refund.Revenue.Message.Id)),
        ];
    }

    private async Task<string?> RefusalAsync(
        RevenueConfirmationRequest request, IReadOnlyList<(int Shard, string Id)> open, CancellationToken cancellation)
    {
        var missing = open.Select(refund => refund.Id).Except(request.Ids, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
        {
            var more = missing.Length > MaxNamed ? $" and {missing.Length - MaxNamed} more" : "";
            return $"The ids must name every refund beyond a limit that is not confirmed yet; missing: {string.Join(", ", missing.Take(MaxNamed))}{more}.";
        }
        foreach (var id in request.Ids.Except(open.Select(refund => refund.Id), StringComparer.Ordinal))
        {
            if (await ledger.FindAsync(id, cancellation) is not { IsRefundBeyond: true })
                return $"There is no refund beyond a limit with the id {id}.";
        }
        return null;
    }

    /// <summary>Null: another instance was faster, or has left an audit record of this very moment.</summary>
    private async Task<RevenueConfirmationResult?> WriteAsync(
        RevenueConfirmationRequest request,
        OpenBook book,
        LedgerTotals totals,
        IReadOnlyList<(int Shard, string Id)> open,
        DateTimeOffset now,
        CancellationToken cancellation)
    {
        var before = book.State.Confirmed;
        var known = before.RefundsByShard();
        long[] counts = [.. Enumerable.Range(0, ledger.ShardCount).Select(shard => known.ElementAtOrDefault(shard) + open.Count(refund => refund.Shard == shard))];
        var after = new ConfirmedRevenue
        {
            Refunds = RevenueCounts.Write(counts),
            Total = before.Total is { } confirmed ? Zar.Max(confirmed, totals.Total) : totals.Total,
        };
        var result = RevenueConfirmationResult.Confirmed(counts.Sum(), Math.Max(0, totals.RefundsBeyond.Sum() - counts.Sum()), after.Total.Value);
        if (after == before)
            return result;

        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Refunds confirmed: {open.Count}, now {counts.Sum()} in all; revenue confirmed up to {after.Total} ZAR, before up to {before.Total?.ToString() ?? "nothing"}.");
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.RevenueConfirmed, Subject),
            now,
            request.RequestedBy,
            AuditAction.RevenueConfirmed,
            Subject,
            request.Reason,
            open.Count == 0 ? null : string.Join('\n', open.Select(refund => refund.Id)),
            detail);
        if (!await store.RecordAuditAsync(book, book.State with { Confirmed = after }, audit, cancellation))
            return null;
        Log.Confirmed(logger, request.RequestedBy, detail);
        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Revenue beyond a limit was confirmed by {Who}: {Detail}")]
        public static partial void Confirmed(ILogger logger, string who, string detail);
    }
}
