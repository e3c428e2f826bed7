using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Chain;

namespace BuyOrder.Functions.Orders;

/// <summary>A signed attempt that is still only in memory, or the reason there is none.</summary>
internal sealed record PreparedAttempt(Attempt? Attempt, Refusal? Refusal, PurchaseFacts Facts);
