using BuyOrder.Domain.Parameters;

namespace BuyOrder.Ledger.Intake;

/// <summary>The plausibility limits in force.</summary>
internal delegate ValueTask<PlausibilityLimits> LimitsInForce(CancellationToken cancellation);
