using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>What an entry's row must be by itself, without its block.</summary>
/// <param name="shard">The shard it was found in.</param>
/// <param name="shardCount">Of the ledger.</param>
/// <param name="zone">Decides the business day.</param>
internal sealed class EntryCheck(int shard, int shardCount, TimeZoneInfo zone)
{
    /// <summary>Null when it holds, with the entry; else the first fault.</summary>
    public LedgerFault? Check(TableRow row, out LedgerEntry? entry)
    {
        entry = null;
        try
        {
            entry = EntryRow.Read(row);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
        return Key(row, entry)
            ?? RowDifference.First(row, EntryRow.Write(entry), "that is how an entry with these fields is written")
            ?? Value(row, entry.Revenue);
    }

    private LedgerFault? Key(TableRow row, LedgerEntry entry)
    {
        var idHash = entry.Revenue.IdHash;
        if (row.Key != LedgerKeys.Entry(idHash))
            return LedgerFault.Value(row, "id", entry.Revenue.Message.Id, "the id of this key", $"the key of this one is {LedgerKeys.Entry(idHash)}");
        var own = LedgerShards.Of(idHash, shardCount);
        return own == shard ? null : LedgerFault.Row(row, $"an entry of this id belongs to shard {LedgerKeys.Partition(own)}");
    }

    private LedgerFault? Value(TableRow row, ValuedRevenue revenue)
    {
        var message = revenue.Message;
        if (Rate(row, revenue) is { } rate)
            return rate;
        var value = (revenue.AppliedRate ?? ExchangeRate.One).Convert(message.Amount, ValuedRevenue.MaxValue);
        var signed = message.Kind == RevenueKind.Refund ? -value : value;
        if (signed != revenue.Value)
            return LedgerFault.Value(row, "cents", revenue.Value.Cents, signed?.Cents, "amount × rate, half-even, negative for a refund");
        var day = BusinessDay.Of(message.OccurredAt, zone);
        return day == revenue.Day
            ? null
            : LedgerFault.Value(row, "day", row.Values["day"], DayText.Of(day), $"the day of occurredAt in {zone.Id}");
    }

    private static LedgerFault? Rate(TableRow row, ValuedRevenue revenue)
    {
        var message = revenue.Message;
        if (message.Amount.Currency == Currency.Zar)
        {
            return revenue.AppliedRate is null && revenue.RateOrigin is null
                ? null
                : LedgerFault.Value(row, "appliedRate", row.Values["appliedRate"], null, "an amount in ZAR is not converted");
        }
        if (revenue.AppliedRate is null || revenue.RateOrigin is null)
            return LedgerFault.Value(row, "appliedRate", row.Values["appliedRate"], "a rate", $"an amount in {message.Amount.Currency} is converted");
        return message.ExchangeRate is null || message.ExchangeRate == revenue.AppliedRate
            ? null
            : LedgerFault.Value(row, "appliedRate", row.Values["appliedRate"], row.Values["exchangeRate"], "the message's own rate comes first");
    }
}
