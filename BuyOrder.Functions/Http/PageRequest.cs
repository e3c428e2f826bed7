namespace BuyOrder.Functions.Http;

/// <summary>Which page of a list: its largest size, and where the page before ended (null = the first).</summary>
internal sealed record PageRequest(int Size, string? Continuation);
