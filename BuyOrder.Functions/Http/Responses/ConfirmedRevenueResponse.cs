using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What of the revenue beyond a limit is confirmed.</summary>
/// <param name="ConfirmedRefunds">Refunds beyond a limit that are confirmed, all in all.</param>
/// <param name="Remaining">Those that are not: more than one request may name, or newer ones.</param>
/// <param name="ConfirmedTotal">Up to this total of the ledger <c>maxRevenuePerDay</c> does not stop buying.</param>
internal sealed record ConfirmedRevenueResponse(long ConfirmedRefunds, long Remaining, Zar ConfirmedTotal);
