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
    private readonly AuditChainCheck auditChain = new();
    private TableRow? auditHead;
    private (TableRow Row, DailyRates Rates)? newer;

    /// <summary>Takes the next row in key order; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (row.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal))
        {
            if (row.Values["action"] is not nameof(AuditAction.LedgerRestarted))
                audits[row.Key] = row;
            return auditChain.Add(row);
        }

        if (row.Key == AuditHead.Key)
        {
            auditHead = row;
            return AuditChainCheck.Shape(row);
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

        return audits.Values.FirstOrDefault() is { } audit
            ? LedgerFault.Row(audit, "there is no such version of exchange rates")
            : auditChain.End(auditHead);
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
        var audited = isNewest ? null : Audited((row, rates));
        newer = (row, rates);
        return (isNewest ? InForce(row, rates) : null) ?? audited;
    }

    /// <summary>The oldest version of a day is the first.</summary>
    private LedgerFault? Oldest()
    {
        if (newer is { } oldest && oldest.Rates.Version != 1)
            return Missing(oldest.Rates.Day, oldest.Rates.Version - 1, $"row {oldest.Row.Key} follows it");
        return newer is null ? null : Audited(null);
    }

    private LedgerFault? InForce(TableRow row, DailyRates rates)
    {
        if (!days.Remove(RatesRow.DayKey(rates.Day), out var day))
            return LedgerFault.Missing(RatesRow.Partition, RatesRow.DayKey(rates.Day), $"row {row.Key} is in force");
        if (day.Values["version"] is int version && version > rates.Version)
            return Missing(rates.Day, version, $"row {day.Key} has this version in force");
        return RowDifference.First(day, row.Values, $"row {row.Key} is in force");
    }

    /// <summary>The audit row of the version that was taken last follows from it and the one before.</summary>
    /// <param name="before">Null: it is the first of its day.</param>
    private LedgerFault? Audited((TableRow Row, DailyRates Rates)? before)
    {
        var (version, rates) = newer!.Value;
        var audit = ExchangeRates.AuditOf(before?.Rates, rates);
        var key = AuditRow.Key(audit.Id);
        var isFound = audits.Remove(key, out var row);
        if (IsAccepted(version))
            return null;
        if (isFound)
        {
            // What an edited version was is not known.
            if (before is { } edited && IsAccepted(edited.Row))
                audit = audit with { Before = row!.Values.TextOrNull("before") };
            var isFromBefore = row!.Values[AuditRow.VersionHashColumn] is null && audit.At < chainBegan + RollingUpdate;
            var wanted = AuditRow.Like(audit, row.Values);
            wanted[AuditRow.VersionHashColumn] = isFromBefore ? null : RowHash.Of(RatesRow.Write(rates));
            return RowDifference.First(row, wanted, "the version that it tells of says that");
        }

        return LedgerFault.Missing(RatesRow.Partition, key, string.Create(CultureInfo.InvariantCulture, $"version {rates.Version} of {DayText.Of(rates.Day)} was written with it"));
    }

    private bool IsAccepted(TableRow row) => accepted.Contains(AcceptedRows.Evidence(row));

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
