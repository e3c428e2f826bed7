using BuyOrder.Functions.Orders.Verifying;
using System.Reflection;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Notifications;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Watching;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Rates;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>Every kind of row of every table.</summary>
internal static class RowKinds
{
    private const string Hash = "0x00";

    private static readonly DateTimeOffset Time = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<RowKind> All { get; } =
    [
        .. OfBook(
            (BookKeys.State, row => BookStateRow.Read(row.Values), row => BookStateRow.Write(BookStateRow.Read(row.Values))),
            (BookKeys.FirstOrder, row => OrderRow.Read(row.Values), row => OrderRow.Write(OrderRow.Read(row.Values))),
            (Beginning(BookKeys.Attempt("m-1", 1)), row => AttemptRow.Read(row.Values), row => AttemptRow.Write(AttemptRow.Read(row.Values))),
            (BookKeys.OrderListPrefix, row => row.Values.Text("orderId"), null),
            (Beginning(BookKeys.Transaction(Hash)), row => row.Values.Text("orderId"), null),
            (BookKeys.RunPrefix, row => RunRow.Read(row.Values), row => RunRow.Write(RunRow.Read(row.Values))),
            (BookKeys.WatchedPrefix, WatchedOrder.Read, null),
            (BookKeys.OutboxPrefix, row => NotificationRow.Read(row.Values), row => NotificationRow.Insert(NotificationRow.Read(row.Values)).Values),
            (BookKeys.AlarmPrefix, row => AlarmRow.Read(row.Values), row => AlarmRow.Write(AlarmRow.Read(row.Values))),
            (BookKeys.RecordPrefix, row => RecordRow.Read(row.Values), row => RecordRow.Write(RecordRow.Read(row.Values))),
            (BookKeys.AuditPrefix, row => AuditRow.Read(row.Values), row => AuditRow.Write(AuditRow.Read(row.Values)))),
        new(
            LedgerKeys.Table,
            LedgerKeys.MetaPartition,
            LedgerKeys.Meta,
            row => (row.Values.Int32("format"), row.Values.Int32("shardCount"), row.Values.Text("businessTimeZone"))),
        new(LedgerKeys.Table, null, LedgerKeys.Head, row => HeadRow.Read(row)) { WriteAgain = row => HeadRow.Write(HeadRow.Read(row)) },
        new(LedgerKeys.Table, null, LedgerKeys.BlockPrefix, row => BlockRow.Read(row)) { WriteAgain = row => BlockRow.Write(BlockRow.Read(row)) },
        new(LedgerKeys.Table, null, LedgerKeys.EntryPrefix, row => EntryRow.Read(row)) { WriteAgain = row => EntryRow.Write(EntryRow.Read(row)) },
        new(LedgerKeys.Table, null, LedgerKeys.RefundPrefix, row => RefundRow.Amount(row)),
        new(LedgerKeys.Table, null, LedgerKeys.DayPrefix, row => DayRow.Read(row)) { WriteAgain = row => DayRow.Write(DayRow.Read(row)) },
        new(LedgerKeys.Table, VerificationLog.Partition, "v:", FrozenLedger.Read),
        .. OfRejected(
            (RejectedKeys.Count, row => row.Values.Int64("open"), null),
            (Beginning(RejectedKeys.Body(default)), row => (RejectedBodyRow.FirstAt(row.Values), RejectedBodyRow.Body(row.Values)), Body),
            (RejectedKeys.ItemPrefix, row => RejectedItemRow.Read(row.Values), row => RejectedItemRow.Write(RejectedItemRow.Read(row.Values))),
            (RejectedKeys.OpenPrefix, row => RejectedItemRow.ReadOpen(row.Values), null),
            (RejectedKeys.AuditPrefix, row => AuditRow.Read(row.Values), row => AuditRow.Write(AuditRow.Read(row.Values)))),
        .. OfRates(
            (RatesRow.DayPrefix, row => RatesRow.Read(row.Values), row => RatesRow.Write(RatesRow.Read(row.Values))),
            (Beginning(RatesRow.VersionKey(new DateOnly(2026, 11, 22), 1)), row => RatesRow.Read(row.Values), row => RatesRow.Write(RatesRow.Read(row.Values))),
            (RatesRow.AuditPrefix, row => AuditRow.Read(row.Values), row => AuditRow.Write(AuditRow.Read(row.Values)))),
        new(ParameterStore.TableName, "parameters", "current", row => row.Values.Int32("version")),
        new(ParameterStore.TableName, "parameters", "v:", row => (row.Values.Time("changedAt"), row.Values.Text("changedBy"), row.Values.Text("reason"))),
        new(ParameterStore.TableName, "parameters", "h:", row => row.Values.Text("hash")),
        new(ParameterStore.TableName, "tokens", null, row => row.Values.Int32("decimals")),
    ];

    /// <summary>
    /// Kinds that the product has come to write after the fixtures were made: they are in no store of then. Each is named here with the version
    /// that brought it, or has a fixture of its own beside the old ones.
    /// </summary>
    public static IReadOnlyList<string> Newer { get; } = ["BuyOrders/book/c:", "BuyOrders/book/y:", "Parameters/parameters/h:", "Revenue/{shard}/f:"];

    /// <summary>Every beginning of a key that the product names, with its table: constants, and what its functions make.</summary>
    public static IEnumerable<(string Table, string Key)> OfProduct() =>
    [
        .. Constants(typeof(BookKeys), BookKeys.Table),
        .. Constants(typeof(LedgerKeys), LedgerKeys.Table),
        .. Constants(typeof(RejectedKeys), RejectedKeys.Table),
        .. Constants(typeof(RatesRow), RatesRow.Table),
        (BookKeys.Table, Beginning(BookKeys.Order("m-1"))),
        (BookKeys.Table, Beginning(BookKeys.Attempt("m-1", 1))),
        (BookKeys.Table, Beginning(BookKeys.Listed(Time, "m-1"))),
        (BookKeys.Table, Beginning(BookKeys.Transaction(Hash))),
        (BookKeys.Table, Beginning(BookKeys.Run("1"))),
        (BookKeys.Table, Beginning(BookKeys.Watched(Time, "m-1"))),
        (BookKeys.Table, Beginning(BookKeys.Outbox(Time, "1"))),
        (BookKeys.Table, Beginning(BookKeys.Audit("1"))),
        (LedgerKeys.Table, Beginning(LedgerKeys.Entry(default))),
        (LedgerKeys.Table, Beginning(LedgerKeys.Block(0))),
        (LedgerKeys.Table, Beginning(LedgerKeys.Day(new DateOnly(2026, 11, 22)))),
        (RejectedKeys.Table, Beginning(RejectedKeys.Body(default))),
        (RejectedKeys.Table, Beginning(RejectedKeys.Item(Time, default))),
        (RejectedKeys.Table, Beginning(RejectedKeys.Open(Time, default))),
        (RatesRow.Table, Beginning(RatesRow.DayKey(new DateOnly(2026, 11, 22)))),
        (RatesRow.Table, Beginning(RatesRow.VersionKey(new DateOnly(2026, 11, 22), 1))),
    ];

    /// <summary>Not tables, partitions and ends of ranges: those name no row.</summary>
    private static IEnumerable<(string Table, string Key)> Constants(Type keys, string table) =>
        from field in keys.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where field is { IsLiteral: true } && field.FieldType == typeof(string)
        where field.Name != "Table" && !field.Name.EndsWith("Partition", StringComparison.Ordinal)
            && !field.Name.StartsWith("After", StringComparison.Ordinal) && !field.Name.EndsWith("Format", StringComparison.Ordinal)
        select (table, (string)field.GetRawConstantValue()!);

    private static string Beginning(string key) => key[..(key.IndexOf(':', StringComparison.Ordinal) + 1)];

    private static RowValues Body(TableRow row) => RejectedBodyRow.Write(RejectedBodyRow.Body(row.Values), RejectedBodyRow.FirstAt(row.Values));

    private static IEnumerable<RowKind> OfBook(params (string, Func<TableRow, object?>, Func<TableRow, RowValues>?)[] kinds) =>
        Of(BookKeys.Table, BookKeys.Partition, kinds);

    private static IEnumerable<RowKind> OfRejected(params (string, Func<TableRow, object?>, Func<TableRow, RowValues>?)[] kinds) =>
        Of(RejectedKeys.Table, RejectedKeys.Partition, kinds);

    private static IEnumerable<RowKind> OfRates(params (string, Func<TableRow, object?>, Func<TableRow, RowValues>?)[] kinds) =>
        Of(RatesRow.Table, RatesRow.Partition, kinds);

    private static IEnumerable<RowKind> Of(
        string table, string partition, (string Key, Func<TableRow, object?> Read, Func<TableRow, RowValues>? Again)[] kinds) =>
        kinds.Select(kind => new RowKind(table, partition, kind.Key, kind.Read) { WriteAgain = kind.Again });
}
