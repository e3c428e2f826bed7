using BuyOrder.Domain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Engine;

/// <summary>A signed attempt that is still only in memory, or the reason there is none.</summary>
internal sealed record PreparedAttempt(Attempt? Attempt, Refusal? Refusal, PreTradeFacts Facts);
