namespace BuyOrder.Storage;

/// <summary>A page of what rows hold. It may be short, even empty, and still have a continuation.</summary>
internal sealed record ItemPage<T>(IReadOnlyList<T> Items, string? Continuation);
