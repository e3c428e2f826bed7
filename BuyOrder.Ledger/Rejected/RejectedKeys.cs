using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rejected;

/// <summary>
/// Table <c>RejectedRevenue</c>, one partition: <c>r:{SHA-256 of the raw body}</c> keeps the bytes and never changes,
/// <c>n:{inverse ticks}:{hash}</c> is the item, newest first; <c>o:{ticks}:{hash}</c> is there while it is open, oldest first;
/// <c>count</c> counts the open ones; <c>u:…</c> is the audit, <c>audit</c> the head of its chain. Rows that belong together are written together.
/// </summary>
internal static class RejectedKeys
{
    public const string Table = "RejectedRevenue";
    public const string Partition = Partitions.Rejected;
    public const string Count = "count";
    public const string ItemPrefix = "n:";
    public const string OpenPrefix = "o:";
    public static string Body(Sha256Hash body) => $"r:{body}";

    public static string Item(DateTimeOffset firstAt, Sha256Hash body) => $"{ItemPrefix}{TimeKey.Of(firstAt)}:{body}";

    public static string Open(DateTimeOffset firstAt, Sha256Hash body) =>
        string.Create(CultureInfo.InvariantCulture, $"{OpenPrefix}{firstAt.UtcTicks:D19}:{body}");
}
