using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>The limits of one version of the business parameters; basis points, and wei per unit of gas.</summary>
public sealed record GuardLimits(int ImpactBps, int DeviationBps, int SlippageBps, BigInteger MaxFeePerGas);
