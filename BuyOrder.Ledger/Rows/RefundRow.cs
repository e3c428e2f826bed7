using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>
/// Row <c>f:{SHA-256 of the sale's id}:{SHA-256 of the refund's id}</c>: that a refund names a sale, and how much it is. An index and no
/// evidence: everything in it is in the refund's entry.
/// </summary>
internal static class RefundRow
{
    /// <summary>The most bytes in a request: two hashes in the key, an amount, a currency, a number.</summary>
    public const int MaxBytes = 2 * 1024;

    /// <param name="refund">A refund's entry.</param>
    public static string Key(LedgerEntry refund) => LedgerKeys.Refund(RevenueHashes.Id(refund.Revenue.Message.RefundOf!), refund.Revenue.IdHash);

    public static RowValues Write(LedgerEntry refund) => new()
    {
        ["amount"] = refund.Revenue.Message.Amount.ToString(),
        ["currency"] = refund.Revenue.Message.Amount.Currency.Code,
        ["sequence"] = refund.Sequence,
    };

    /// <exception cref="InvalidDataException">The row holds no amount.</exception>
    public static CurrencyAmount Amount(TableRow row)
    {
        if (Currency.Find(row.Values.Text("currency")) is { } currency
            && ExactDecimal.TryParse(row.Values.Text("amount"), allowExponent: false, out var value)
            && CurrencyAmount.TryCreate(value, currency, out var amount) == AmountFault.None)
            return amount!;
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Row {row.Key} of shard {row.Partition} holds no amount of a refund."));
    }
}
