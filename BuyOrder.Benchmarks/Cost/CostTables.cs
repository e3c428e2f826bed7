using System.Globalization;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>The tables of docs/cost.md, from what was counted and what it costs.</summary>
internal static class CostTables
{
    private const int OrdersOfAMonth = 30;
    private const decimal Schedule = 30;
    private static readonly decimal[] Payments = [0, 10_000, 300_000, 3_000_000];
    private static readonly decimal[] Schedules = [15, 30, 60];

    public static string Counts(CostCounts counts) => string.Join('\n',
    [
        "| | point reads | queries | single writes | batches | RPC calls | bus operations | executions | seconds |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        Row("a message that comes alone", counts.Message),
        Row("a message in a batch of 100", counts.BatchedMessage),
        Row("an order, all of its ticks included", counts.Order),
        Row("a settling tick with nothing to do", counts.Tick),
        Row("a look for a slot that is not due", counts.SlotLook),
        Row("looks of the settling timer at intervals of its own, in a day", counts.LooksOfADay),
        Row("the daily verification of a ledger with 50 entries", counts.Verification),
        Row("and for each 1 000 entries", counts.VerifiedEntry * 1_000),
    ]);

    public static string Months(CostCounts counts, Prices prices) => string.Join('\n',
    [
        "| payments a month | come | executions | GB-seconds | storage transactions | bus operations | RPC calls | functions | storage | bus | RPC | gas | together |",
        "|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        .. Payments.SelectMany(payments => payments == 0
            ? [Row(payments, "–", Month.Of(0, Usage.None, 0, Schedule, counts, prices))]
            : new[]
            {
                Row(payments, "alone", Month.Of(payments, counts.Message, OrdersOfAMonth, Schedule, counts, prices)),
                Row(payments, "in hundreds", Month.Of(payments, counts.BatchedMessage, OrdersOfAMonth, Schedule, counts, prices)),
            }),
    ]);

    public static string Idle(CostCounts counts, Prices prices) => string.Join('\n',
    [
        "| settles every | executions | GB-seconds | storage transactions | functions | storage | bus | together |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
        .. Schedules.Select(seconds =>
        {
            var month = Month.Of(0, Usage.None, 0, seconds, counts, prices);
            return $"| {Whole(seconds)} s | {Whole(month.Used.Executions)} | {Whole(month.GbSeconds)} | {Whole(month.Used.StorageTransactions)} | {Money(month.Functions)} | {Money(month.Storage)} | {Money(month.Bus)} | {Money(month.Total)} |";
        }),
    ]);

    private static string Row(string name, Usage used) =>
        $"| {name} | {Number(used.PointReads)} | {Number(used.Queries)} | {Number(used.Writes)} | {Number(used.Batches)} | {Number(used.RpcCalls)} | {Number(used.BusOperations)} | {Number(used.Executions)} | {Number(used.Seconds)} |";

    private static string Row(decimal payments, string come, Month month) =>
        $"| {Whole(payments)} | {come} | {Whole(month.Used.Executions)} | {Whole(month.GbSeconds)} | {Whole(month.Used.StorageTransactions)} | {Whole(month.Used.BusOperations)} | {Whole(month.Used.RpcCalls)} "
        + $"| {Money(month.Functions)} | {Money(month.Storage)} | {Money(month.Bus)} | {Money(month.Rpc)} | {Money(month.Gas)} | {Money(month.Total)} |";

    private static string Number(decimal value) => value.ToString(value == 0 ? "0" : Math.Abs(value) >= 10 ? "0" : "0.###", CultureInfo.InvariantCulture);

    private static string Whole(decimal value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    private static string Money(decimal value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
