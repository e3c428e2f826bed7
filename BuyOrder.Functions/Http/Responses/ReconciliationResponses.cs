using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>Where the revenue of an order came from: <c>carriedIn + entriesTotal = revenueBase + carriedOut</c>.</summary>
internal sealed record ReconciliationResponse
{
    public required string OrderId { get; init; }

    public required string Status { get; init; }

    /// <summary>Whether the order uses revenue up: all do but the failed ones.</summary>
    public required bool Counts { get; init; }

    /// <summary>The order before it that counts; null for the first.</summary>
    public required string? PreviousOrderId { get; init; }

    public required Zar CarriedIn { get; init; }

    /// <summary>Between the two cut-offs.</summary>
    public required long Entries { get; init; }

    /// <summary>Refunds are negative.</summary>
    public required Zar EntriesTotal { get; init; }

    public required Zar RevenueBase { get; init; }

    public required Zar CarriedOut { get; init; }

    /// <summary>The entries' total by source and currency; null for an order from before this was kept.</summary>
    public required IReadOnlyList<CurrencyTotalsResponse>? BySourceAndCurrency { get; init; }

    /// <summary>Entries of each shard that were taken up before this order.</summary>
    public required IReadOnlyList<long> PreviousCutOff { get; init; }

    /// <summary>Entries of each shard that are taken up with it.</summary>
    public required IReadOnlyList<long> CutOff { get; init; }

    public required string? PreviousLedgerRoot { get; init; }

    public required string LedgerRoot { get; init; }

    /// <summary>Whether it adds up to the cent and the ledger's blocks give the frozen roots and totals.</summary>
    public required bool Fits { get; init; }

    /// <summary>What does not fit, a sentence each.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public static ReconciliationResponse Of(Reconciliation found) => new()
    {
        OrderId = found.Order.Id,
        Status = Words.Of(found.Order.Status),
        Counts = OrderChain.Counts(found.Order),
        PreviousOrderId = found.Previous?.Id,
        CarriedIn = found.CarriedIn,
        Entries = found.Entries,
        EntriesTotal = found.EntriesTotal,
        RevenueBase = found.Base,
        CarriedOut = found.CarriedOut,
        BySourceAndCurrency = found.Breakdown is { } lines ? CurrencyTotalsResponse.Of(lines) : null,
        PreviousCutOff = found.After,
        CutOff = found.UpTo,
        PreviousLedgerRoot = found.Previous?.LedgerRoot,
        LedgerRoot = found.Order.LedgerRoot,
        Fits = found.Fits,
        Faults = found.Faults,
    };
}
