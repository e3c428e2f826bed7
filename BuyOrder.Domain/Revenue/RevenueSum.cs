using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>Adds entries up one by one, by source and currency, without a new object for each; <see cref="RevenueTotals"/> in the making.</summary>
public sealed class RevenueSum
{
    private readonly Dictionary<(RevenueSource Source, string Currency), Line> lines = [];

    /// <summary>Sales and refunds, both counted up. It may be more than a ledger can hold, since its rows may have been forged.</summary>
    public Int128 TurnoverCents { get; private set; }

    /// <exception cref="OverflowException">A line outgrew what a ledger can hold; the turnover tells before.</exception>
    public void Add(ValuedRevenue revenue) => Count(revenue, 1);

    /// <summary>Takes an entry out again that was added.</summary>
    public void Remove(ValuedRevenue revenue) => Count(revenue, -1);

    public RevenueTotals ToTotals() => new(lines
        .Where(line => line.Value.Entries != 0)
        .Select(line => new CurrencyTotals(
            line.Key.Source,
            line.Key.Currency,
            line.Value.Entries,
            new Zar(line.Value.Sales),
            new Zar(line.Value.Refunds),
            line.Value.OriginalSales,
            line.Value.OriginalRefunds)));

    private void Count(ValuedRevenue revenue, int times)
    {
        var message = revenue.Message;
        var key = (message.Source, message.Amount.Currency.Code);
        if (!lines.TryGetValue(key, out var line))
            lines.Add(key, line = new Line());
        line.Entries += times;
        if (message.Kind == RevenueKind.Sale)
        {
            line.Sales = checked(line.Sales + (times * revenue.Value.Cents));
            line.OriginalSales += (Int128)times * message.Amount.MinorUnits;
        }
        else
        {
            line.Refunds = checked(line.Refunds - (times * revenue.Value.Cents));
            line.OriginalRefunds += (Int128)times * message.Amount.MinorUnits;
        }
        TurnoverCents += (Int128)times * Math.Abs(revenue.Value.Cents);
    }

    private sealed class Line
    {
        public long Entries;
        public long Sales;
        public long Refunds;
        public Int128 OriginalSales;
        public Int128 OriginalRefunds;
    }
}
