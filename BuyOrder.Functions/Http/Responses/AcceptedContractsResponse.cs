namespace BuyOrder.Functions.Http.Responses;

/// <summary>The contracts whose code is another than before and is accepted now; empty when nothing had changed.</summary>
internal sealed record AcceptedContractsResponse(IReadOnlyList<string> Changed);
