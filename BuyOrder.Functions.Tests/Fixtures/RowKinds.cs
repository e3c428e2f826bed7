using System.Reflection;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>Every kind of row of every table.</summary>
internal static class RowKinds
{
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<RowKind> All { get; } =
    [
        .. OfBook(
            (OrderKeys.State, row => TreasuryStateRow.Read(row.Values), row => TreasuryStateRow.Write(TreasuryStateRow.Read(row.Values))),
            (OrderKeys.FirstOrder, row => OrderRow.Read(row.Values), row => OrderRow.Write(OrderRow.Read(row.Values))),
            (Beginning(OrderKeys.Attempt("m-1", 1)), row => AttemptRow.Read(row.Values), row => AttemptRow.Write(AttemptRow.Read(row.Values))),
            (OrderKeys.TaskPrefix, row => TaskRow.Read(row.Values), row => TaskRow.Write(TaskRow.Read(row.Values))),
            (OrderKeys.TaskListPrefix, row => row.Values.Text("taskId"), null),
            (OrderKeys.OrderListPrefix, row => row.Values.Text("orderId"), null),
            (OrderKeys.TransactionPrefix, row => row.Values.Text("orderId"), null),
            (OrderKeys.RunPrefix, row => RunRow.Read(row.Values), row => RunRow.Write(RunRow.Read(row.Values))),
            (OrderKeys.WatchedPrefix, WatchedOrder.Read, null),
            (OrderKeys.OutboxPrefix, row => NotificationRow.Read(row.Values), row => NotificationRow.Insert(NotificationRow.Read(row.Values)).Values),
            (OrderKeys.AlarmPrefix, row => AlarmRow.Read(row.Values), row => AlarmRow.Write(AlarmRow.Read(row.Values))),
            (OrderKeys.Told, row => Told.Read(row.Values), row => Told.Read(row.Values).Write()),
            (OrderKeys.RecordPrefix, row => RecordRow.Read(row.Values), row => RecordRow.Write(RecordRow.Read(row.Values))),
            (AuditRow.Prefix, row => AuditRow.Read(row.Values), row => AuditRow.Write(AuditRow.Read(row.Values)))),
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
            (AuditRow.Prefix, row => AuditRow.Read(row.Values), row => AuditRow.Write(AuditRow.Read(row.Values))),
            (AuditHead.Key, row => AuditHead.ChainOf(row.Values), row => AuditHead.Write(AuditHead.ChainOf(row.Values), AuditHead.AcceptedOf(row.Values)))),
        .. OfRates(
            (RatesRow.DayPrefix, row => RatesRow.Read(row.Values), row => RatesRow.Write(RatesRow.Read(row.Values))),
            (Beginning(RatesRow.VersionKey(new DateOnly(2026, 11, 22), 1)), row => RatesRow.Read(row.Values), row => RatesRow.Write(RatesRow.Read(row.Values))),
            (AuditRow.Prefix, row => AuditRow.Read(row.Values), row => AuditRow.Write(AuditRow.Read(row.Values))),
            (AuditHead.Key, row => AuditHead.ChainOf(row.Values), row => AuditHead.Write(AuditHead.ChainOf(row.Values), AuditHead.AcceptedOf(row.Values)))),
        new(ParameterStore.TableName, "parameters", "current", row => row.Values.Int32("version")),
        new(ParameterStore.TableName, "parameters", "v:", row => (row.Values.Time("changedAt"), row.Values.Text("changedBy"), row.Values.Text("reason"))),
        new(ParameterStore.TableName, "parameters", AuditRow.Prefix, row => AuditRow.Read(row.Values)),
        new(ParameterStore.TableName, "parameters", "h:", row => row.Values.Text("hash")),
        new(ParameterStore.TableName, "tokens", null, row => row.Values.Int32("decimals")),
    ];

    /// <summary>
    /// Kinds that the product has come to write after the fixtures were made: they are in no store of then. Each is named here with the version
    /// that brought it, or has a fixture of its own beside the old ones.
    /// </summary>
    public static IReadOnlyList<string> Newer { get; } = ["BuyOrders/book/c:", "BuyOrders/book/k:", "BuyOrders/book/l:", "BuyOrders/book/told", "BuyOrders/book/y:", "Parameters/parameters/h:", "Parameters/parameters/u:", "Revenue/{shard}/f:", "ExchangeRates/rates/audit", "RejectedRevenue/rejected/audit"];

    /// <summary>Every beginning of a key that the product names, with its table: constants, and what its functions make.</summary>
    public static IEnumerable<(string Table, string Key)> OfProduct() =>
    [
        .. Constants(typeof(OrderKeys), OrderKeys.Table),
        .. Constants(typeof(LedgerKeys), LedgerKeys.Table),
        .. Constants(typeof(RejectedKeys), RejectedKeys.Table),
        .. Constants(typeof(RatesRow), RatesRow.Table),
        (OrderKeys.Table, Beginning(OrderKeys.Order("m-1"))),
        (OrderKeys.Table, Beginning(OrderKeys.Attempt("m-1", 1))),
        (OrderKeys.Table, Beginning(OrderKeys.Listed(Time, "m-1"))),
        (OrderKeys.Table, OrderKeys.TransactionPrefix),
        (OrderKeys.Table, Beginning(OrderKeys.Run("1"))),
        (OrderKeys.Table, Beginning(OrderKeys.Watched(Time, "m-1"))),
        (OrderKeys.Table, Beginning(OrderKeys.Outbox(Time, "1"))),
        (OrderKeys.Table, Beginning(OrderKeys.Audit("1"))),
        (LedgerKeys.Table, Beginning(LedgerKeys.Entry(default))),
        (LedgerKeys.Table, Beginning(LedgerKeys.Block(0))),
        (LedgerKeys.Table, Beginning(LedgerKeys.Day(new DateOnly(2026, 11, 22)))),
        (RejectedKeys.Table, Beginning(RejectedKeys.Body(default))),
        (RejectedKeys.Table, Beginning(RejectedKeys.Item(Time, default))),
        (RejectedKeys.Table, Beginning(RejectedKeys.Open(Time, default))),
        (RejectedKeys.Table, AuditRow.Prefix),
        (RejectedKeys.Table, AuditHead.Key),
        (ParameterStore.TableName, AuditRow.Prefix),
        (RatesRow.Table, AuditRow.Prefix),
        (RatesRow.Table, AuditHead.Key),
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
        Of(OrderKeys.Table, OrderKeys.Partition, kinds);

    private static IEnumerable<RowKind> OfRejected(params (string, Func<TableRow, object?>, Func<TableRow, RowValues>?)[] kinds) =>
        Of(RejectedKeys.Table, RejectedKeys.Partition, kinds);

    private static IEnumerable<RowKind> OfRates(params (string, Func<TableRow, object?>, Func<TableRow, RowValues>?)[] kinds) =>
        Of(RatesRow.Table, RatesRow.Partition, kinds);

    private static IEnumerable<RowKind> Of(
        string table, string partition, (string Key, Func<TableRow, object?> Read, Func<TableRow, RowValues>? Again)[] kinds) =>
        kinds.Select(kind => new RowKind(table, partition, kind.Key, kind.Read) { WriteAgain = kind.Again });
}
