using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>The way out of <c>unknown</c>: an operator says what became of the order, and the chain must confirm it.</summary>
internal sealed partial class OrderResolution(OrderStore store, ResolutionReader reader, TimeProvider time, ILogger<OrderResolution> logger)
{
    /// <summary>Ends an unknown order. Safe to repeat: the same request answers with the same order.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public async Task<ResolutionResult> ResolveAsync(ResolutionRequest request, CancellationToken cancellation)
    {
        var asked = request.Finding == Finding.Completed
            ? request with { Evidence = Hash256.Parse(request.Evidence ?? "").ToString() }
            : request;
        return await OptimisticWrite.RunAsync(
            () => TryAsync(asked, cancellation), OrderKeys.Partition, "this order was being resolved");
    }

    /// <summary>Null: another instance was faster.</summary>
    private async Task<ResolutionResult?> TryAsync(ResolutionRequest asked, CancellationToken cancellation)
    {
        var book = await store.LoadAsync(asked.OrderId, cancellation);
        if (book.Order is not { } order)
            return new ResolutionResult.NotFound();
        if (!order.IsUnknown)
            return OfKnown(asked, new OrderRecord(order, book.AttemptList));
        return await DecideAsync(asked, book, cancellation);
    }

    private static ResolutionResult OfKnown(ResolutionRequest asked, OrderRecord record)
    {
        var same = record.Order.Resolution is { } before
            && (before.Finding, before.Reason, before.Evidence) == (asked.Finding, asked.Reason, asked.Evidence);
        if (same)
            return new ResolutionResult.Resolved(record, null);
        var how = record.Order.Resolution is { } other
            ? $"was resolved as {Words(other.Finding)} by {other.ResolvedBy} already"
            : "is not unknown: it needs no resolution";
        return new ResolutionResult.Conflict($"Order {record.Order.Id} {how}.");
    }

    /// <summary>Null: another instance was faster.</summary>
    private async Task<ResolutionResult?> DecideAsync(ResolutionRequest asked, OrderSnapshot book, CancellationToken cancellation)
    {
        var order = book.Order!;
        Hash256? evidence = asked.Finding == Finding.Completed ? Hash256.Parse(asked.Evidence!) : null;
        var (facts, searched) = await reader.ReadAsync(order, book.AttemptList, evidence, book.State.HighWaterBlock, cancellation);
        switch (ResolutionDecision.Decide(order, book.AttemptList, asked.Finding, evidence, facts))
        {
            case ResolutionVerdict.Contradicted contradicted:
                return new ResolutionResult.Conflict(contradicted.Detail);
            case ResolutionVerdict.NoEvidence none:
                return new ResolutionResult.NoEvidence(none.Detail);
            case ResolutionVerdict.Confirmed confirmed:
                var claimed = evidence is not null && facts.EvidenceOwner is null ? evidence : null;
                var finding = new ConfirmedFinding(confirmed, claimed, facts.Chain.Head, Detail(order, confirmed, searched));
                return await EndAsync(asked, book, finding, cancellation);
            case var other:
                throw new InvalidOperationException($"No act for {other}.");
        }
    }

    private async Task<ResolutionResult?> EndAsync(
        ResolutionRequest asked, OrderSnapshot book, ConfirmedFinding finding, CancellationToken cancellation)
    {
        var (confirmed, claimed, head, detail) = finding;
        var now = time.GetUtcNow();
        var resolution = new Resolution(asked.Finding, asked.Reason, asked.Evidence, asked.RequestedBy, now);
        var ended = book.Order!.Resolved(
            resolution, confirmed.Purchase, confirmed.GasSpentWei, book.AttemptList.AtMidOf(confirmed.Purchase?.TransactionHash));
        var step = new OrderChange(book.State.Seen(head).End(ended), ended)
        {
            ChangedAttempts = confirmed.Attempts,
            ClaimedTransaction = claimed,
            Audit = new AuditRecord(
                AuditRecord.NewId(now, AuditAction.OrderResolved, ended.Id),
                now,
                asked.RequestedBy,
                AuditAction.OrderResolved,
                ended.Id,
                asked.Reason,
                asked.Evidence,
                detail)
            {
                Before = "unknown",
                After = Words(asked.Finding),
            },
        };
        if (await store.StepAsync(book, step, cancellation) is null)
            return null;

        Log.Resolved(logger, ended.Id, Words(asked.Finding), asked.RequestedBy, detail);
        var attempts = book.AttemptList.Select(old => confirmed.Attempts.FirstOrDefault(changed => changed.Number == old.Number) ?? old);
        return new ResolutionResult.Resolved(new OrderRecord(ended, [.. attempts]), detail);
    }

    private static string Detail(Order order, ResolutionVerdict.Confirmed confirmed, OutflowScan.Found searched)
    {
        var was = $"It was unknown because of {order.Reason}";
        return confirmed.Purchase is { } bought
            ? $"{was}; transaction {bought.TransactionHash} in block {bought.BlockNumber} bought {bought.TokensAcquired} units for {bought.SpentUnits}."
            : $"{was}; its nonces are final without a purchase, and the logs of blocks {searched.From} to {searched.To} show none.";
    }

    private static string Words(Finding finding) => finding == Finding.Completed ? "completed" : "failed";

    /// <summary>The chain confirms what the operator found.</summary>
    /// <param name="Verdict">How the order ends.</param>
    /// <param name="Claimed">The operator's evidence, where no order has it yet; null when there is none to claim.</param>
    /// <param name="Head">The block up to which the nodes were asked.</param>
    /// <param name="Detail">What the chain showed.</param>
    private sealed record ConfirmedFinding(ResolutionVerdict.Confirmed Verdict, Hash256? Claimed, long Head, string Detail);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Order {OrderId} was resolved as {Finding} by {Who}: {Detail}")]
        public static partial void Resolved(ILogger logger, string orderId, string finding, string who, string detail);
    }
}

/// <summary>An operator says what became of an unknown order.</summary>
/// <param name="OrderId">Which.</param>
/// <param name="Finding">What became of it.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="Evidence">For a completed order the transaction hash of the purchase; for a failed one free text, or null.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record ResolutionRequest(string OrderId, Finding Finding, string Reason, string? Evidence, string RequestedBy);

/// <summary>What came of an operator's finding.</summary>
internal abstract record ResolutionResult
{
    private ResolutionResult()
    {
    }

    /// <summary>The order has ended as the operator found; also when the same was asked for before.</summary>
    /// <param name="Order">As it is now.</param>
    /// <param name="Detail">What the chain showed; null when it was resolved before.</param>
    public sealed record Resolved(OrderRecord Order, string? Detail) : ResolutionResult;

    /// <summary>There is no order of this id.</summary>
    public sealed record NotFound : ResolutionResult;

    /// <summary>The order is not unknown, was resolved otherwise, or the chain contradicts the finding as things are.</summary>
    public sealed record Conflict(string Detail) : ResolutionResult;

    /// <summary>The evidence is not a purchase of this order.</summary>
    public sealed record NoEvidence(string Detail) : ResolutionResult;
}
