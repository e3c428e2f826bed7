namespace BuyOrder.Ledger.Messages;

/// <summary>How a message came in; kept with rejected revenue, never part of an entry.</summary>
/// <remarks>The origin is <c>queue</c> or <c>http</c>; the rest is what the queue told, if anything.</remarks>
internal sealed record DeliveryInfo(string Origin, string? MessageId = null, int? DeliveryCount = null, DateTimeOffset? EnqueuedAt = null)
{
    public const string Queue = "queue";
    public const string Http = "http";
}
