namespace BuyOrder.Functions.Http.Shapes;

/// <summary>The contracts whose code is another than before and is accepted now; empty when nothing had changed.</summary>
internal sealed record AcceptedContractsShape(IReadOnlyList<string> Changed);
