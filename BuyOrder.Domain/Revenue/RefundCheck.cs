using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// What is odd about a refund when it is looked at beside the sale that it names. A refund is counted however it came; these are only
/// flags, and they may change while sales arrive late.
/// </summary>
public static class RefundCheck
{
    public const string SaleUnknown = "sale_unknown";
    public const string NotASale = "not_a_sale";
    public const string OtherCurrency = "other_currency";
    public const string LargerThanSale = "larger_than_sale";
    public const string BeforeSale = "before_sale";
    public const string SumLargerThanSale = "sum_larger_than_sale";
    public const string Incomplete = "incomplete";
    public const string BeyondLimit = "beyond_limit";

    /// <summary>None when all is as one would expect. Amounts are compared only in the same currency.</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="named">The entry that it names; null when the ledger has none of that id so far.</param>
    /// <param name="all">All refunds that name that entry, this one among them; null: they are not looked at.</param>
    public static IReadOnlyList<string> Flags(RevenueMessage refund, RevenueMessage? named, RefundsOfSale? all = null)
    {
        var flags = new List<string>();
        if (named is null)
            flags.Add(SaleUnknown);
        else
            Compare(refund, named, all, flags);
        if (all is { IsComplete: false })
            flags.Add(Incomplete);
        return flags;
    }

    private static void Compare(RevenueMessage refund, RevenueMessage named, RefundsOfSale? all, List<string> flags)
    {
        if (named.Kind != RevenueKind.Sale)
            flags.Add(NotASale);
        if (refund.Amount.Currency != named.Amount.Currency)
            flags.Add(OtherCurrency);
        else if (refund.Amount.MinorUnits > named.Amount.MinorUnits)
            flags.Add(LargerThanSale);
        if (refund.OccurredAt < named.OccurredAt)
            flags.Add(BeforeSale);

        // Of one refund alone that is said already.
        var sum = all?.Sum(named.Amount.Currency);
        var hasOthers = refund.Amount.Currency != named.Amount.Currency || sum > refund.Amount.MinorUnits;
        if (named.Kind == RevenueKind.Sale && sum > named.Amount.MinorUnits && hasOthers)
            flags.Add(SumLargerThanSale);
    }
}

/// <summary>All refunds that name one sale, by currency in minor units.</summary>
/// <param name="Sums">By currency code.</param>
/// <param name="IsComplete">False while older refunds are not in the index yet, or when there are too many to add up.</param>
public sealed record RefundsOfSale(IReadOnlyDictionary<string, Int128> Sums, bool IsComplete)
{
    public Int128 Sum(Currency currency) => Sums.GetValueOrDefault(currency.Code);
}
