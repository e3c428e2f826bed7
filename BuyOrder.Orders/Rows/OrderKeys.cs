using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Rows;

/// <summary>Row keys of the order store. Everything about orders lies in one partition, so that every step is one atomic batch.</summary>
internal static class OrderKeys
{
    public const string Table = "BuyOrders";
    public const string Partition = Partitions.Orders;
    public const string State = "state";
    public const string OrderListPrefix = "n:";
    public const string TransactionPrefix = "t:";
    public const string RunPrefix = "r:";
    public const string WatchedPrefix = "w:";
    public const string OutboxPrefix = "x:";

    /// <summary>What alarms tell, until they are sent.</summary>
    public const string AlarmPrefix = "y:";

    /// <summary>How far what no step tells of has been told.</summary>
    public const string Told = "told";

    /// <summary>Links of the record chain: newest first.</summary>
    public const string RecordPrefix = "c:";

    public const string AfterRecords = "c;";

    public const string FirstOrder = "o:";

    /// <summary>The first key after all orders.</summary>
    public const string AfterOrders = "o;";

    public const string TaskPrefix = "k:";
    public const string TaskListPrefix = "l:";

    public static string Order(string orderId) => FirstOrder + orderId;

    public static string Task(string taskId) => TaskPrefix + taskId;

    /// <summary>Where what may be open lies: an order, or a wallet task.</summary>
    public static string Job(string id) => OrderIds.IsTaskId(id) ? Task(id) : Order(id);

    /// <summary>List row of a wallet task: key order is newest first.</summary>
    public static string ListedTask(DateTimeOffset createdAt, string taskId) => $"{TaskListPrefix}{TimeKey.Of(createdAt)}:{taskId}";

    /// <summary>List row: key order is newest first.</summary>
    public static string Listed(DateTimeOffset createdAt, string orderId) => $"{OrderListPrefix}{TimeKey.Of(createdAt)}:{orderId}";

    public static string Attempt(string orderId, int number) => string.Create(CultureInfo.InvariantCulture, $"a:{orderId}:{number:D4}");

    public static string AttemptsFrom(string orderId) => $"a:{orderId}:";

    /// <summary><c>;</c> follows <c>:</c>, and no order id has either.</summary>
    public static string AttemptsBefore(string orderId) => $"a:{orderId};";

    public static string Transaction(Hash256 hash) => TransactionPrefix + hash;

    public static string Run(string runId) => RunPrefix + runId;

    /// <summary>A completed order that is looked at again: newest first.</summary>
    public static string Watched(DateTimeOffset endedAt, string orderId) => $"{WatchedPrefix}{TimeKey.Of(endedAt)}:{orderId}";

    /// <summary>A notification that is not sent yet: oldest first.</summary>
    public static string Outbox(DateTimeOffset at, string messageId) =>
        string.Create(CultureInfo.InvariantCulture, $"{OutboxPrefix}{at.UtcTicks:D19}:{messageId}");

    /// <summary>The facts of an alarm: in the order of the messages themselves.</summary>
    public static string Alarm(DateTimeOffset at, string messageId) =>
        string.Create(CultureInfo.InvariantCulture, $"{AlarmPrefix}{at.UtcTicks:D19}:{messageId}");

    public static string Record(long number) => RecordPrefix + (long.MaxValue - number).ToString("D19", CultureInfo.InvariantCulture);

    public static string Audit(string auditId) => AuditRow.Key(auditId);

    /// <summary>Run ids sort newest first and need no randomness: the moment, and what was asked for.</summary>
    public static string RunId(DateTimeOffset at, string asked) => $"{TimeKey.Of(at)}:{asked}";

    public static TableQuery Range(string prefix, DateTimeOffset? from, DateTimeOffset? to, int pageSize, string? continuation) =>
        TimeKey.Range(Partition, prefix, from, to, pageSize, continuation);
}
