namespace BuyOrder.Ledger.Writing;

/// <summary>What a row held and the ETag it had; null when there is no such row yet, so that it must be inserted.</summary>
internal sealed record Remembered<T>(T Value, string? ETag);
