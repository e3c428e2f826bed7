using System.Collections.Concurrent;
using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Ledger.Rates;

/// <summary>The table of exchange rates by day. Every version is kept; nothing is ever deleted.</summary>
/// <remarks>All methods throw <see cref="TableUnavailableException"/> when the storage gives no trustworthy answer.</remarks>
internal sealed class ExchangeRates(ITableStore store, TimeProvider time)
{
    private const int MaxParallelReads = 16;

    /// <summary>More than usual: changes of other days have the head of the audits in common.</summary>
    private const int MaxTries = 16;

    private readonly ITable table = store.Table(RatesRow.Table);
    private volatile bool opened;

    /// <summary>The rates in force of some days, each read once, all at once; a day without any is not in the answer.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, DailyRates>> ReadAsync(IEnumerable<DateOnly> days, CancellationToken cancellation)
    {
        var found = new ConcurrentDictionary<DateOnly, DailyRates>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(days.Distinct(), options, async (day, token) =>
        {
            if (await FindAsync(day, token) is { } rates)
                found[day] = rates;
        });
        return found;
    }

    /// <summary>The version in force of a day; null when the day has none.</summary>
    public async Task<DailyRates?> FindAsync(DateOnly day, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var row = await table.ReadAsync(RatesRow.Partition, RatesRow.DayKey(day), cancellation);
        return row is null ? null : RatesRow.Read(row.Values);
    }

    /// <summary>The versions in force, newest day first.</summary>
    public Task<ItemPage<DailyRates>> ListAsync(int pageSize, string? continuation, CancellationToken cancellation) =>
        PageAsync(RatesRow.DayPrefix, pageSize, continuation, cancellation);

    /// <summary>All versions of a day, newest first.</summary>
    public Task<ItemPage<DailyRates>> HistoryAsync(DateOnly day, int pageSize, string? continuation, CancellationToken cancellation) =>
        PageAsync(RatesRow.VersionPrefix(day), pageSize, continuation, cancellation);

    /// <summary>Makes a version, in one write with its audit, if the version in force is the one that it follows.</summary>
    /// <remarks>Asked again after its answer was lost, it finds its own version in force and makes no other.</remarks>
    public async Task<RatesChangeResult> ChangeAsync(RatesChange change, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        return await OptimisticWrite.RunAsync(
            () => TryChangeAsync(change, cancellation), RatesRow.Partition, "a day was being written", MaxTries);
    }

    private async Task<RatesChangeResult?> TryChangeAsync(RatesChange change, CancellationToken cancellation)
    {
        var row = await table.ReadAsync(RatesRow.Partition, RatesRow.DayKey(change.Day), cancellation);
        var current = row is null ? null : RatesRow.Read(row.Values);
        if ((current?.Version ?? 0) != change.After)
            return new RatesChangeResult(current is not null && Made(change, current), current);

        var next = new DailyRates(change.Day, change.After + 1, change.Rates, time.GetUtcNow(), change.Who, change.Reason);
        var head = await AuditHead.ReadAsync(table, RatesRow.Partition, cancellation);
        var written = await table.SubmitAsync(RatesRow.Partition, Writes(current, next, row, head), cancellation);
        return written.Applied ? new RatesChangeResult(true, next) : null;
    }

    private static bool Made(RatesChange change, DailyRates current) =>
        current.Version == change.After + 1
        && current.ChangedBy == change.Who
        && current.Reason == change.Reason
        && DailyRates.AreSame(current.Rates, change.Rates);

    /// <summary>The id of the audit that is written beside a version.</summary>
    public static string AuditIdOf(DailyRates rates) => AuditRecord.NewId(rates.ChangedAt, AuditAction.ExchangeRatesChanged, DayText.Of(rates.Day));

    /// <summary>What is written beside a version of who made it.</summary>
    /// <param name="before">The version that it follows; null for the first.</param>
    /// <param name="rates">The version.</param>
    public static AuditRecord AuditOf(DailyRates? before, DailyRates rates)
    {
        var subject = DayText.Of(rates.Day);
        return new AuditRecord(
            AuditIdOf(rates),
            rates.ChangedAt,
            rates.ChangedBy,
            AuditAction.ExchangeRatesChanged,
            subject,
            rates.Reason,
            null,
            string.Create(CultureInfo.InvariantCulture, $"Version {rates.Version}: {rates.Rates.Count} rates."))
        {
            Before = before is null ? "none" : RatesRow.Json(before.Rates),
            After = RatesRow.Json(rates.Rates),
        };
    }

    private static List<TableWrite> Writes(DailyRates? before, DailyRates next, TableRow? current, AuditHead head)
    {
        var values = RatesRow.Write(next);
        var key = RatesRow.DayKey(next.Day);
        return
        [
            current is null ? new TableWrite.Insert(key, values) : new TableWrite.Replace(key, values, current.ETag),
            new TableWrite.Insert(RatesRow.VersionKey(next.Day, next.Version), values),
            .. head.Writes([AuditOf(before, next)], RowHash.Of(values)),
        ];
    }

    private async Task<ItemPage<DailyRates>> PageAsync(string prefix, int pageSize, string? continuation, CancellationToken cancellation)
    {
        await OpenAsync(cancellation);
        var query = new TableQuery(RatesRow.Partition, prefix, prefix[..^1] + ";", pageSize, continuation);
        var page = await table.QueryAsync(query, cancellation);
        return new ItemPage<DailyRates>([.. page.Rows.Select(row => RatesRow.Read(row.Values))], page.Continuation);
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        if (opened)
            return;
        await store.CreateMissingAsync([RatesRow.Table], cancellation);
        opened = true;
    }
}

/// <summary>A new version of a day's rates.</summary>
/// <param name="Day">Which day.</param>
/// <param name="After">The version that it follows; 0 for the first.</param>
/// <param name="Rates">All rates of the new version, ZAR per unit by currency code.</param>
/// <param name="Who">Who makes it.</param>
/// <param name="Reason">In their own words.</param>
internal sealed record RatesChange(
    DateOnly Day, int After, IReadOnlyDictionary<string, ExchangeRate> Rates, string Who, string Reason);

/// <summary>What became of a change.</summary>
/// <param name="Made">True when the version in force is the one that was asked for.</param>
/// <param name="Current">The version in force; null when the day has none.</param>
internal sealed record RatesChangeResult(bool Made, DailyRates? Current);
