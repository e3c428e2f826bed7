namespace BuyOrder.Ledger.Rejected;

/// <summary>Part of a list. It may be short, even empty, and still have a continuation; null = the end.</summary>
internal sealed record RejectedPage<T>(IReadOnlyList<T> Items, string? Continuation);
