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
        if (all is { IsComplete: false })
            flags.Add(Incomplete);
        if (named is null)
        {
            flags.Add(SaleUnknown);
            return flags;
        }
        if (named.Kind == RevenueKind.Sale && all?.Sum(named.Amount.Currency) > named.Amount.MinorUnits)
            flags.Add(SumLargerThanSale);
        if (named.Kind != RevenueKind.Sale)
            flags.Add(NotASale);
        if (refund.Amount.Currency != named.Amount.Currency)
            flags.Add(OtherCurrency);
        else if (refund.Amount.MinorUnits > named.Amount.MinorUnits)
            flags.Add(LargerThanSale);
        if (refund.OccurredAt < named.OccurredAt)
            flags.Add(BeforeSale);
        return flags;
    }
}
