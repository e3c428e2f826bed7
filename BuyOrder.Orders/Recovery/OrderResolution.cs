using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>The way out of <c>unknown</c>: an operator says what became of the order, and the chain must bear it out.</summary>
internal sealed partial class OrderResolution(OrderStore store, ResolutionReader reader, TimeProvider time, ILogger<OrderResolution> logger)
{
    /// <summary>Each lost race means that somebody else took a step.</summary>
    private const int MaxRaces = 8;

    /// <summary>Ends an unknown order. Safe to repeat: the same request answers with the same order.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public async Task<ResolutionResult> ResolveAsync(ResolutionRequest request, CancellationToken cancellation)
    {
        var asked = request.Finding == Finding.Completed
            ? request with { Evidence = Hash256.Parse(request.Evidence ?? "").ToString() }
            : request;
        for (var race = 0; race < MaxRaces; race++)
        {
            var book = await store.LoadAsync(asked.OrderId, cancellation);
            if (book.Order is not { } order)
                return new ResolutionResult(ResolutionOutcome.NotFound, null, null);
            if (!order.IsUnknown)
                return OfKnown(asked, new OrderRecord(order, book.AttemptList));
            if (await DecideAsync(asked, book, cancellation) is { } result)
                return result;
        }

        throw new TableUnavailableException($"The order book changed {MaxRaces} times while this order was being resolved.");
    }

    private static ResolutionResult OfKnown(ResolutionRequest asked, OrderRecord record)
    {
        var same = record.Order.Resolution is { } before
            && (before.Finding, before.Reason, before.Evidence) == (asked.Finding, asked.Reason, asked.Evidence);
        if (same)
            return new ResolutionResult(ResolutionOutcome.Resolved, null, record);
        var how = record.Order.Resolution is { } other
            ? $"was resolved as {Words(other.Finding)} by {other.ResolvedBy} already"
            : "is not unknown: it needs no resolution";
        return new ResolutionResult(ResolutionOutcome.Conflict, $"Order {record.Order.Id} {how}.", record);
    }

    /// <summary>Null: somebody else was faster.</summary>
    private async Task<ResolutionResult?> DecideAsync(ResolutionRequest asked, OrderSnapshot book, CancellationToken cancellation)
    {
        var order = book.Order!;
        var record = new OrderRecord(order, book.AttemptList);
        var evidence = asked.Finding == Finding.Completed ? asked.Evidence : null;
        var (facts, searched) = await reader.ReadAsync(order, book.AttemptList, evidence, book.State.HighWaterBlock, cancellation);
        switch (ResolutionDecision.Decide(order, book.AttemptList, asked.Finding, evidence, facts))
        {
            case ResolutionVerdict.Contradicted contradicted:
                return new ResolutionResult(ResolutionOutcome.Conflict, contradicted.Detail, record);
            case ResolutionVerdict.NoEvidence none:
                return new ResolutionResult(ResolutionOutcome.NoEvidence, none.Detail, record);
            case ResolutionVerdict.Borne borne:
                var claimed = evidence is not null && facts.EvidenceOwner is null ? evidence : null;
                return await EndAsync(asked, book, borne, claimed, facts.Chain.Head, Detail(order, borne, searched), cancellation);
            case var other:
                throw new InvalidOperationException($"No act for {other}.");
        }
    }

    private async Task<ResolutionResult?> EndAsync(
        ResolutionRequest asked, OrderSnapshot book, ResolutionVerdict.Borne borne, string? claimed, long head, string detail,
        CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var resolution = new Resolution(asked.Finding, asked.Reason, asked.Evidence, asked.RequestedBy, now);
        var ended = book.Order!.Resolved(resolution, borne.Purchase, borne.GasSpentWei);
        var step = new OrderChange(book.State.Seen(head).End(ended), ended)
        {
            ChangedAttempts = borne.Attempts,
            ClaimedTransaction = claimed,
            Audit = new AuditRecord(
                AuditRecord.NewId(now, AuditAction.OrderResolved, ended.Id),
                now,
                asked.RequestedBy,
                AuditAction.OrderResolved,
                ended.Id,
                asked.Reason,
                asked.Evidence,
                detail),
        };
        if (await store.StepAsync(book, step, cancellation) is null)
            return null;

        Log.Resolved(logger, ended.Id, Words(asked.Finding), asked.RequestedBy, detail);
        var attempts = book.AttemptList.Select(old => borne.Attempts.FirstOrDefault(changed => changed.Number == old.Number) ?? old);
        return new ResolutionResult(ResolutionOutcome.Resolved, detail, new OrderRecord(ended, [.. attempts]));
    }

    private static string Detail(Order order, ResolutionVerdict.Borne borne, OutflowScan.Found searched)
    {
        var was = $"It was unknown because of {order.Reason}";
        return borne.Purchase is { } bought
            ? $"{was}; transaction {bought.TransactionHash} in block {bought.BlockNumber} bought {bought.TokensAcquired} units for {bought.SpentUnits}."
            : $"{was}; its nonces are final without a purchase, and the logs of blocks {searched.From} to {searched.To} show none.";
    }

    private static string Words(Finding finding) => finding == Finding.Completed ? "completed" : "failed";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Order {OrderId} was resolved as {Finding} by {Who}: {Detail}")]
        public static partial void Resolved(ILogger logger, string orderId, string finding, string who, string detail);
    }
}
