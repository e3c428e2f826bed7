namespace BuyOrder.Functions.Http.Shapes;

/// <summary>Why an order does not move on just now, in a stable word and a sentence.</summary>
internal sealed record HoldShape(string Reason, string Detail, DateTimeOffset Since);
