using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What could be spent now by the allocation rule; the market has not been asked.</summary>
/// <param name="Total">All revenue, net of refunds.</param>
/// <param name="Consumed">Base of pending and completed orders.</param>
/// <param name="Available">The rest; may be negative.</param>
/// <param name="RateBps">The share that is spent.</param>
/// <param name="Allocation">That share, before minimum and maximum.</param>
/// <param name="Minimum">The smallest spend of an order.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Spend">What an order would spend: 0 below the minimum.</param>
/// <param name="Verdict"><c>sufficient</c> or <c>below_minimum</c>.</param>
/// <param name="ParametersVersion">Which business parameters applied.</param>
/// <param name="LedgerRoot">One hash over the ledger that was counted.</param>
internal sealed record AvailableRevenueResponse(
    Zar Total,
    Zar Consumed,
    Zar Available,
    int RateBps,
    Zar Allocation,
    Zar Minimum,
    Zar Maximum,
    Zar Spend,
    string Verdict,
    int ParametersVersion,
    string LedgerRoot);
