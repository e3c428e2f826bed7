namespace BuyOrder.Functions.Hosting;

/// <summary>One message of a queue batch. Beside the body everything is for diagnosis only, and may be missing.</summary>
internal sealed record QueueMessage(ReadOnlyMemory<byte> Body, string? MessageId, int? DeliveryCount, DateTimeOffset? EnqueuedAt);
