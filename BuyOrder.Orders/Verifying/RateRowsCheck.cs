using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Ledger.Rates;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The exchange rates: no version of a day is missing, the newest is in force, and each has the audit row that was written with it.</summary>
/// <remarks>Rows of days and audits come first in key order and are kept until their versions have come.</remarks>
/// <param name="chainBegan">Audits of today hold the hash of their version.</param>
/// <param name="accepted">Versions that were edited, and that an operator has accepted.</param>
internal sealed class RateRowsCheck(DateTimeOffset chainBegan, IReadOnlySet<string> accepted)
{
    private const string VersionPrefix = "v:";

    /// <summary>An instance of before may have run on beside the one that began the chain.</summary>
    private static readonly TimeSpan RollingUpdate = TimeSpan.FromDays(1);

    private readonly Dictionary<string, TableRow> days = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TableRow> audits = new(StringComparer.Ordinal);
    private (TableRow Row, DailyRates Rates)? newer;

    /// <summary>Takes the next row in key order; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (row.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal))
        {
            audits[row.Key] = row;
            return AuditRowsCheck.Shape(row, AuditRow.Prefix);
        }

        if (row.Key.StartsWith(RatesRow.DayPrefix, StringComparison.Ordinal))
        {
            days[row.Key] = row;
            return Read(row, out var rates) ?? (row.Key == RatesRow.DayKey(rates!.Day) ? null : LedgerFault.Value(row, "day", DayText.Of(rates.Day), row.Key, "the key says that"));
        }

        return row.Key.StartsWith(VersionPrefix, StringComparison.Ordinal) ? Version(row) : LedgerFault.Row(row, "there is no such row of exchange rates");
    }

    /// <summary>Call after the last row.</summary>
    public LedgerFault? End()
    {
        if (Oldest() is { } fault)
            return fault;
        if (days.Values.FirstOrDefault() is { } day)
        {
            var rates = RatesRow.Read(day.Values);
            return LedgerFault.Missing(RatesRow.Partition, RatesRow.VersionKey(rates.Day, rates.Version), $"row {day.Key} has this version in force");
        }

        return audits.Values.FirstOrDefault() is { } audit ? LedgerFault.Row(audit, "there is no such version of exchange rates") : null;
    }

    private LedgerFault? Version(TableRow row)
    {
        if (Read(row, out var read) is { } fault)
            return fault;
        var rates = read!;
        if (row.Key != RatesRow.VersionKey(rates.Day, rates.Version))
            return LedgerFault.Value(row, "version", rates.Version, row.Key, "the key says that");
        var isNewest = newer is not { } before || before.Rates.Day != rates.Day;
        if (isNewest && Oldest() is { } cut)
            return cut;
        if (!isNewest && newer!.Value.Rates.Version != rates.Version + 1)
            return Missing(rates.Day, newer.Value.Rates.Version - 1, $"row {newer.Value.Row.Key} follows it");
        newer = (row, rates);
        var audited = Audited(rates);
        return (isNewest ? InForce(row, rates) : null) ?? (accepted.Contains(AcceptedRows.Evidence(row)) ? null : audited);
    }

    /// <summary>The oldest version of a day is the first.</summary>
    private LedgerFault? Oldest() => newer is { } oldest && oldest.Rates.Version != 1
        ? Missing(oldest.Rates.Day, oldest.Rates.Version - 1, $"row {oldest.Row.Key} follows it")
        : null;

    private LedgerFault? InForce(TableRow row, DailyRates rates)
    {
        if (!days.Remove(RatesRow.DayKey(rates.Day), out var day))
            return LedgerFault.Missing(RatesRow.Partition, RatesRow.DayKey(rates.Day), $"row {row.Key} is in force");
        if (day.Values["version"] is int version && version > rates.Version)
            return Missing(rates.Day, version, $"row {day.Key} has this version in force");
        return RowDifference.First(day, row.Values, $"row {row.Key} is in force");
    }

    private LedgerFault? Audited(DailyRates rates)
    {
        var audit = ExchangeRates.AuditOf(rates);
        var key = AuditRow.Prefix + audit.Id;
        if (audits.Remove(key, out var row))
        {
            var isFromBefore = row.Values[AuditRow.VersionHashColumn] is null && audit.At < chainBegan + RollingUpdate;
            return RowDifference.First(row, isFromBefore ? AuditRow.Write(audit) : ExchangeRates.AuditRowOf(rates), "the version that it tells of says that");
        }

        return LedgerFault.Missing(RatesRow.Partition, key, string.Create(CultureInfo.InvariantCulture, $"version {rates.Version} of {DayText.Of(rates.Day)} was written with it"));
    }

    private static LedgerFault? Read(TableRow row, out DailyRates? rates)
    {
        rates = null;
        try
        {
            rates = RatesRow.Read(row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        return RowDifference.First(row, RatesRow.Write(rates), "that is how a version of rates with these fields is written");
    }

    private static LedgerFault Missing(DateOnly day, int version, string why) =>
        LedgerFault.Missing(RatesRow.Partition, RatesRow.VersionKey(day, version), why);
}
