using System.Globalization;

namespace BuyOrder.Functions.Orders;

/// <summary>Row keys of the order book. Everything about orders lies in one partition, so that every step is one atomic batch.</summary>
internal static class BookKeys
{
    public const string Table = "BuyOrders";
    public const string Partition = "book";
    public const string State = "state";

    public static string Order(string orderId) => "o:" + orderId;

    /// <summary>List row: key order is newest first.</summary>
    public static string Listed(DateTimeOffset createdAt, string orderId) => $"n:{Inverse(createdAt)}:{orderId}";

    public static string Attempt(string orderId, int number) => string.Create(CultureInfo.InvariantCulture, $"a:{orderId}:{number:D4}");

    public static string AttemptsFrom(string orderId) => $"a:{orderId}:";

    /// <summary><c>;</c> follows <c>:</c>, and no order id has either.</summary>
    public static string AttemptsBefore(string orderId) => $"a:{orderId};";

    public static string Transaction(string hash) => "t:" + hash;

    public static string Run(string runId) => "r:" + runId;

    /// <summary>Run ids sort newest first and need no randomness: the moment, and what was asked for.</summary>
    public static string RunId(DateTimeOffset at, string asked) => $"{Inverse(at)}:{asked}";

    /// <summary>19 digits that count down as time goes on.</summary>
    public static string Inverse(DateTimeOffset time) =>
        (DateTime.MaxValue.Ticks - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
}
