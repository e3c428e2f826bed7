using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The service in figures; all from running totals.</summary>
internal sealed record MetricsResponse
{
    public required Zar TotalRevenue { get; init; }

    /// <summary>Base of pending and completed orders.</summary>
    public required Zar ConsumedRevenue { get; init; }

    /// <summary>May be negative: more was refunded than is left.</summary>
    public required Zar AvailableRevenue { get; init; }

    /// <summary>The share of the available revenue that may be spent, before minimum and maximum.</summary>
    public required Zar Allocation { get; init; }

    /// <summary>Completed orders.</summary>
    public required Zar TotalSpent { get; init; }

    /// <summary>Completed and pending orders, and the present allocation.</summary>
    public required Zar PromisedToDate { get; init; }

    /// <summary>Completed orders.</summary>
    public required string TokensAcquired { get; init; }

    public required string TokensAcquiredRaw { get; init; }

    /// <summary>ZAR, six decimals; null before the first token.</summary>
    public required string? AveragePricePerToken { get; init; }

    public required ExecutionsResponse Executions { get; init; }

    /// <summary>Completed of completed and failed, 0 to 1 with four decimals; null before the first.</summary>
    public required decimal? SuccessRate { get; init; }

    public required DateTimeOffset? LastExecutionAt { get; init; }

    /// <summary>How completed orders filled against the market's mid price and the reference.</summary>
    public required SlippageResponse Slippage { get; init; }

    /// <summary>Whether operators let the service buy.</summary>
    public required PauseResponse Pause { get; init; }

    /// <summary>Native currency spent on transactions of ended orders.</summary>
    public required string GasSpent { get; init; }

    public required string GasSpentRaw { get; init; }

    /// <summary>What counts against the limits; null for an order store from before this was kept, until its next order.</summary>
    public required LimitsResponse? Limits { get; init; }

    /// <summary>Net of refunds.</summary>
    public required IReadOnlyDictionary<string, Zar> RevenueBySource { get; init; }

    /// <summary>By currency code, each that has entries.</summary>
    public required IReadOnlyDictionary<string, CurrencyRevenueResponse> RevenueByCurrency { get; init; }

    public required long Entries { get; init; }

    /// <summary>Rejected revenue that waits for an operator.</summary>
    public required long Rejected { get; init; }
}

internal sealed record ExecutionsResponse(long Total, long Completed, long Failed, long Pending);
