using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Orders.Notifications;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>What was done to one row behind the engine's back, and which rows may be named for it.</summary>
/// <param name="Kind">For the count.</param>
/// <param name="What">For a failing test.</param>
/// <param name="IsStepsOwn">Whether the very next step rests on the row.</param>
/// <param name="Places">Beginnings of row keys; any of them is right.</param>
internal sealed record OrderTampering(string Kind, string What, bool IsStepsOwn, params string[] Places)
{
    private static readonly (string Table, string Prefix)[] Kinds =
    [
        (OrderKeys.Table, OrderKeys.State), (OrderKeys.Table, OrderKeys.RecordPrefix), (OrderKeys.Table, OrderKeys.FirstOrder),
        (OrderKeys.Table, "a:"), (OrderKeys.Table, OrderKeys.OrderListPrefix), (OrderKeys.Table, "t:"), (OrderKeys.Table, OrderKeys.WatchedPrefix),
        (OrderKeys.Table, OrderKeys.TaskPrefix), (OrderKeys.Table, OrderKeys.TaskListPrefix),
        (OrderKeys.Table, AuditRow.Prefix), (ParameterStore.TableName, "v:"), (ParameterStore.TableName, ParameterStore.Current),
        (ParameterStore.TableName, "h:"), (ParameterStore.TableName, AuditRow.Prefix), (RatesRow.Table, RatesRow.DayPrefix), (RatesRow.Table, "v:"), (RatesRow.Table, AuditRow.Prefix),
        (RatesRow.Table, AuditHead.Key), (RejectedKeys.Table, AuditRow.Prefix), (RejectedKeys.Table, AuditHead.Key),
    ];

    /// <summary>
    /// Rows of the order store that are checked elsewhere: runs in <see cref="RunRowsTests"/>, what is to be sent in <see cref="OutboxTamperTests"/>.
    /// How far messages were told is checked nowhere, since no step and no sum rests on it.
    /// </summary>
    public static readonly IReadOnlyList<string> Elsewhere = [OrderKeys.RunPrefix, OrderKeys.OutboxPrefix, OrderKeys.AlarmPrefix, OrderKeys.Told];

    private static readonly Func<TamperedOrders, string, TableRow, Random, string?>[] Deeds = [Edit, Edit, Edit, Retype, Remove, Add, Delete, Move, Swap];

    /// <summary>Each kind of row that is tampered with, as <see cref="Kind"/> has it.</summary>
    public static IEnumerable<string> AllKinds => Kinds.Select(kind => Counted(kind.Table, kind.Prefix));

    /// <summary>
    /// One deed on one row, or null when it came to nothing. Not on an attempt of an order that ended before there were records: nothing
    /// counts those.
    /// </summary>
    public static OrderTampering? Any(TamperedOrders book, int round, Random random)
    {
        var turn = round % (Kinds.Length + 1);
        if (turn == Kinds.Length)
            return CutOff(book, random);
        var (table, prefix) = Kinds[turn];
        if (book.Of(table, prefix) is not { Count: > 0 } rows)
            return null;
        var row = rows[random.Next(rows.Count)];
        if (prefix == "a:" && book.Of(OrderKeys.Table, OrderKeys.Job(row.Key.Split(':')[1]))[0].Values[OrderRow.AttemptsColumn] is null)
            return null;
        var deed = Deeds[random.Next(Deeds.Length)];
        return deed(book, table, row, random) is { } what
            ? new OrderTampering(Counted(table, prefix), $"{deed.Method.Name} {row.Key}: {what}", OfStep(book, table, row, deed), [row.Key, .. Beside(book, table, row)])
            : null;
    }

    public static string Counted(string table, string prefix) => $"{table} {prefix}";

    private static string? Edit(TamperedOrders book, string table, TableRow row, Random random)
    {
        var (name, value) = row.Values.At(random.Next(row.Values.Count));
        var changed = row.Values.Copy();
        changed[name] = value switch
        {
            long number => number + (random.Next(2) == 0 ? 1 : -1),
            int number => number + (random.Next(2) == 0 ? 1 : -1),
            bool flag => !flag,
            DateTimeOffset time => time.AddSeconds(random.Next(2) == 0 ? 1 : -1),
            byte[] bytes => Flipped(bytes, random),
            string text => Rewritten(text, random),
            _ => throw new InvalidOperationException(name),
        };
        book.Put(table, row.Partition, row.Key, changed);
        return $"{name} = {changed[name]}";
    }

    private static string? Retype(TamperedOrders book, string table, TableRow row, Random random)
    {
        var (name, value) = row.Values.At(random.Next(row.Values.Count));
        var changed = row.Values.Copy();
        changed[name] = value is string ? 3 : "text";
        book.Put(table, row.Partition, row.Key, changed);
        return $"{name} = {changed[name]}";
    }

    private static string? Remove(TamperedOrders book, string table, TableRow row, Random random)
    {
        var (name, _) = row.Values.At(random.Next(row.Values.Count));
        var changed = row.Values.Copy();
        changed[name] = null;
        book.Put(table, row.Partition, row.Key, changed);
        return name;
    }

    private static string? Add(TamperedOrders book, string table, TableRow row, Random random)
    {
        var changed = row.Values.Copy();
        changed[random.Next(2) == 0 ? "aaa" : "zzz"] = "x";
        book.Put(table, row.Partition, row.Key, changed);
        return "a property";
    }

    private static string? Delete(TamperedOrders book, string table, TableRow row, Random random)
    {
        book.Put(table, row.Partition, row.Key, null);
        return "";
    }

    /// <summary>The same content under another key, beside it.</summary>
    private static string? Move(TamperedOrders book, string table, TableRow row, Random random)
    {
        book.Put(table, row.Partition, row.Key + "0", row.Values.Copy());
        return "";
    }

    private static string? Swap(TamperedOrders book, string table, TableRow row, Random random)
    {
        var prefix = row.Key[..Math.Min(2, row.Key.Length)];
        var others = book.Of(table, prefix).Where(other => other.Key != row.Key && RowHash.Of(other.Values) != RowHash.Of(row.Values)).ToList();
        if (others.Count == 0)
            return null;
        var other = others[random.Next(others.Count)];
        book.Put(table, row.Partition, row.Key, other.Values.Copy());
        return $"content of {other.Key}";
    }

    /// <summary>The newest records are taken away, and the state is put back to what they followed on, hashes and all.</summary>
    private static OrderTampering CutOff(TamperedOrders book, Random random)
    {
        var records = book.Of(OrderKeys.Table, OrderKeys.RecordPrefix);
        var cut = 1 + random.Next(records.Count - 1);
        foreach (var row in records.Take(cut))
            book.Put(OrderKeys.Table, row.Partition, row.Key, null);
        var newest = RecordRow.Read(records[cut].Values);
        var state = TreasuryStateRow.Read(book.Of(OrderKeys.Table, OrderKeys.State)[0].Values);
        var open = newest.Sums.OpenOrderId is { } id ? RowHash.Of(book.Of(OrderKeys.Table, OrderKeys.Job(id))[0].Values) : null;
        var back = state with
        {
            ConsumedBase = newest.Sums.ConsumedBase,
            TotalSpent = newest.Sums.TotalSpent,
            TokensAcquired = newest.Sums.TokensAcquired,
            GasSpentWei = newest.Sums.GasSpentWei,
            Completed = newest.Sums.Completed,
            Failed = newest.Sums.Failed,
            OpenOrderId = newest.Sums.OpenOrderId,
            OpenSpend = newest.Sums.OpenSpend,
            UndoneOrders = RecordedSums.UndoneIn(newest.Sums),
            UndoneSpend = newest.Sums.UndoneSpend,
            Windows = newest.Sums.Windows,
            RecordNumber = newest.Number,
            RecordHash = newest.Hash,
            OpenOrderHash = open,
        };
        book.Put(OrderKeys.Table, OrderKeys.Partition, OrderKeys.State, TreasuryStateRow.Write(back));
        return new OrderTampering("cut off", $"{cut} records", false, [.. records.Take(cut).Select(row => row.Key)]);
    }

    /// <summary>State, newest record, open order and its attempts.</summary>
    private static bool OfStep(TamperedOrders book, string table, TableRow row, Delegate deed) => table == OrderKeys.Table
        && (deed.Method.Name != nameof(Move) || row.Key[0] == 'a') && (row.Key == OrderKeys.State
        || row.Key == book.Of(OrderKeys.Table, OrderKeys.RecordPrefix)[0].Key
        || row.Key == OrderKeys.Order("m-open")
        || row.Key.StartsWith("a:m-open:", StringComparison.Ordinal));

    /// <summary>Rows that contradict the changed one, where no third says which of them is right.</summary>
    private static IEnumerable<string> Beside(TamperedOrders book, string table, TableRow row)
    {
        if (table == RatesRow.Table)
            return [RatesRow.DayPrefix, "v:", AuditRow.Prefix, AuditHead.Key];
        if (table == RejectedKeys.Table)
            return [AuditRow.Prefix, AuditHead.Key];
        if (table == ParameterStore.TableName)
            return row.Key[0] switch { 'c' => ["v:", AuditRow.Prefix], 'h' => ["v:"], 'u' => [ParameterStore.Current], _ => ["h:", AuditRow.Prefix] };
        var id = row.Key.Split(':') is [_, var part, ..] ? part : "";
        return row.Key[..2] switch
        {
            // A state that names another open order, or a record more.
            "st" => ["c:", "o:", "k:"],
            "a:" => [OrderKeys.Job(id)],
            "u:" => [OrderKeys.State],

            // An order from before the chain is held to the first record together with the others, and its times to the keys of its rows.
            "o:" => [book.Of(OrderKeys.Table, OrderKeys.RecordPrefix)[^1].Key, .. book.Of(OrderKeys.Table, "n:").Where(each => each.Key.EndsWith(':' + id, StringComparison.Ordinal)).Select(each => each.Key)],
            "n:" => [OrderKeys.Order(row.Key.Split(':')[^1])],
            "l:" => [OrderKeys.Task(row.Key.Split(':')[^1])],
            _ => [],
        };
    }

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        var copy = bytes.ToArray();
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }

    private static string Rewritten(string text, Random random)
    {
        var digits = Enumerable.Range(0, text.Length).Where(at => char.IsAsciiDigit(text[at])).ToArray();
        if (digits.Length == 0 || random.Next(3) == 0)
            return text + "0";
        var changed = digits[random.Next(digits.Length)];
        return text[..changed] + (char)('0' + ((text[changed] - '0' + 1 + random.Next(9)) % 10)) + text[(changed + 1)..];
    }
}
