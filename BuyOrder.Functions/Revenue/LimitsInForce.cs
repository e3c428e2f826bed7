using BuyOrder.Domain.Parameters;

namespace BuyOrder.Functions.Revenue;

/// <summary>The plausibility limits in force.</summary>
internal delegate ValueTask<PlausibilityLimits> LimitsInForce(CancellationToken cancellation);
