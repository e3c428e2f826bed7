using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>What the newest record froze can only have grown since: revenue by source and currency, entries of a shard, the parameters' version. Pure.</summary>
internal static class RecordedFloor
{
    /// <summary>The first figure that is less than it was; null when none is.</summary>
    public static LedgerFault? Check(TreasuryRecord record, LedgerTotals totals, ParametersVersion parameters)
    {
        if (totals.Breakdown.LessThan(record.Revenue) is { } line)
        {
            var now = totals.Breakdown.Lines.FirstOrDefault(each => (each.Source, each.Currency) == (line.Source, line.Currency));
            return Fault(record, TotalsText.Property(line.Source), Text(now), Text(line), "revenue by source and currency only grows");
        }

        for (var shard = 0; shard < record.CutOff.Count; shard++)
        {
            if (shard >= totals.Shards.Count || totals.Shards[shard].Entries < record.CutOff[shard])
            {
                var now = shard < totals.Shards.Count ? totals.Shards[shard].Entries : (long?)null;
                return LedgerFault.Value(
                    LedgerKeys.Partition(shard), LedgerKeys.Head, "entries", now, $"{record.CutOff[shard]} or more", Frozen(record));
            }
        }

        if (parameters.Version == record.ParametersVersion && record.ParametersHash is { } hash && parameters.Hash != hash)
        {
            return LedgerFault.Value(
                ParameterStore.Partition, ParametersRow.Key(parameters.Version), ParametersRow.HashColumn, parameters.Hash, hash, Frozen(record));
        }

        return parameters.Version < record.ParametersVersion
            ? LedgerFault.Value(
                ParameterStore.Partition, "current", "version", parameters.Version, $"{record.ParametersVersion} or more", Frozen(record))
            : null;
    }

    /// <summary>The chain has not become shorter, or another, than the newest clean verification saw it.</summary>
    public static LedgerFault? Check(TreasuryRecord record, RecordAnchor? verified)
    {
        if (verified is null || record.Number > verified.Number)
            return null;
        if (record.Number < verified.Number)
        {
            return LedgerFault.Missing(
                OrderKeys.Partition, OrderKeys.Record(verified.Number), "the newest verification has seen it: the newest records were cut off");
        }

        return record.Hash == verified.Hash
            ? null
            : LedgerFault.Value(
                OrderKeys.Partition, OrderKeys.Record(record.Number), RecordRow.HashColumn, record.Hash, verified.Hash, "the newest verification has seen that");
    }

    private static LedgerFault Fault(TreasuryRecord record, string property, string? found, string? expected, string why) => new(
        LedgerKeys.Partition(0),
        LedgerKeys.Head,
        property,
        found,
        expected,
        $"The heads of all shards together, property {property}: found {found ?? "nothing"}, expected at least {expected}: {why}, and {Frozen(record)}.");

    private static string Frozen(TreasuryRecord record) => FormattableString.Invariant($"record {record.Number} has frozen that");

    private static string? Text(CurrencyTotals? line) => line is null
        ? null
        : FormattableString.Invariant($"{line.Currency} {line.Entries} entries, sales {line.Sales}, refunds {line.Refunds}");
}
