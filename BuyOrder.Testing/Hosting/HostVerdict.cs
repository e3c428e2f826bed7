namespace BuyOrder.Testing.Hosting;

/// <summary>What the host makes of an answer, and why.</summary>
internal sealed record HostVerdict(HostOutcome Outcome, string Reason);
