using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Storage;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// Rows are edited or lost behind the app's back, and put back as they were after a while. One thing at a time; its own chances, so that
/// a world without it goes on as ever.
/// </summary>
internal sealed class RowTroubles(int seed, ITableStore store, Coverage coverage)
{
    private const string Parameters = "parameters";

    private readonly Random random = new(seed ^ 0x5EED);
    private readonly List<(string Table, TableRow Was, string? ETag)> troubled = [];

    public Action<string>? Tell { get; init; }

    private ITable Book => store.Table(OrderKeys.Table);

    /// <summary>A new trouble, or the end of the one there is.</summary>
    public void Strike()
    {
        if (troubled.Count > 0)
        {
            PutBack();
            return;
        }

        switch (random.Next(10))
        {
            case 0 or 1:
                Edit(State(), "consumedBaseCents", values => values.Int64("consumedBaseCents") - random.NextInt64(1, 100_000_00));
                break;
            case 2:
                Edit(State(), "openOrderId", values => values.TextOrNull("openOrderId") is null ? "m-0" : null);
                break;
            case 3:
                Edit(Attempt(), "nonce", values => values.Int64("nonce") + 1);
                break;
            case 4:
                Lose(Attempt());
                break;
            case 5:
                Edit(Newest(), "consumedBaseCents", values => values.Int64("consumedBaseCents") - 1);
                break;
            case 6 or 7:
                Lose(Newest());
                break;
            case 8:
                EditParameters();
                break;
            default:
                foreach (var row in Now(Book.QueryAsync(new TableQuery(OrderKeys.Partition), CancellationToken.None)).Rows)
                    Lose(row);
                break;
        }
    }

    /// <summary>Every row is as it was written.</summary>
    public void PutBack()
    {
        foreach (var (name, was, etag) in troubled)
        {
            var table = store.Table(name);
            if (etag is null && IsWrittenAside(was) && Now(table.ReadAsync(OrderKeys.Partition, was.Key, CancellationToken.None)) is not null)
                continue;
            TableWrite write = etag is null ? new TableWrite.Insert(was.Key, was.Values) : new TableWrite.Replace(was.Key, was.Values, etag);
            var written = Now(table.SubmitAsync(name == OrderKeys.Table ? OrderKeys.Partition : Parameters, [write], CancellationToken.None));
            Audit.Demand(written.Applied, $"{was.Key} was written while it was at fault.");
            Tell?.Invoke($"row {was.Key} is put back");
        }

        troubled.Clear();
    }

    /// <summary>Alarms and runs, which are written also while the rest cannot be relied on.</summary>
    private static bool IsWrittenAside(TableRow row) =>
        row.Key.StartsWith(OrderKeys.OutboxPrefix, StringComparison.Ordinal) || row.Key.StartsWith(OrderKeys.AlarmPrefix, StringComparison.Ordinal)
        || row.Key.StartsWith(OrderKeys.RunPrefix, StringComparison.Ordinal);

    private TableRow? State() => Now(Book.ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None));

    private TableRow? Newest() => Now(OrderStoreReader.NewestRecordAsync(Book, CancellationToken.None));

    /// <summary>One of the open order's; null when there is none.</summary>
    private TableRow? Attempt()
    {
        if (State()?.Values.TextOrNull("openOrderId") is not { } id)
            return null;
        var query = new TableQuery(OrderKeys.Partition, OrderKeys.AttemptsFrom(id), OrderKeys.AttemptsBefore(id));
        var rows = Now(Book.QueryAsync(query, CancellationToken.None)).Rows;
        return rows.Count == 0 ? null : rows[random.Next(rows.Count)];
    }

    private void EditParameters()
    {
        var table = store.Table(ParameterStore.TableName);
        var version = Now(table.ReadAsync(Parameters, "current", CancellationToken.None))!.Values.Int32("version");
        var row = Now(table.ReadAsync(Parameters, ParametersRow.Key(version), CancellationToken.None));
        Edit(row, "RateBps", values => values.Text("RateBps") + "0", ParameterStore.TableName);
    }

    private void Edit(TableRow? row, string column, Func<RowValues, object?> change, string name = OrderKeys.Table)
    {
        if (row is null)
            return;
        var values = row.Values.Copy();
        values[column] = change(row.Values);
        Submit(name, row, new TableWrite.Replace(row.Key, values, row.ETag));
        coverage.Count(Happening.RowEdited);
        Tell?.Invoke($"{column} of row {row.Key} is {values[column]} instead of {row.Values[column]}");
    }

    private void Lose(TableRow? row)
    {
        if (row is null)
            return;
        Submit(OrderKeys.Table, row, new TableWrite.Delete(row.Key, row.ETag));
        coverage.Count(Happening.RowLost);
        Tell?.Invoke($"row {row.Key} is lost");
    }

    private void Submit(string name, TableRow row, TableWrite write)
    {
        var partition = name == OrderKeys.Table ? OrderKeys.Partition : Parameters;
        var written = Now(store.Table(name).SubmitAsync(partition, [write], CancellationToken.None));
        Audit.Demand(written.Applied, $"{row.Key} changed while it was being damaged.");
        troubled.Add((name, row, write is TableWrite.Delete ? null : written.ETags[0]));
    }

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
