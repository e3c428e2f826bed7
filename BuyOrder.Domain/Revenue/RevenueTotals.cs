using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>Totals of a set of entries by source and currency; of a shard or of a day. Immutable; the order of the entries does not matter.</summary>
public sealed class RevenueTotals
{
    public static readonly RevenueTotals Empty = new([]);

    /// <param name="lines">At most one per source and currency, in any order.</param>
    public RevenueTotals(IEnumerable<CurrencyTotals> lines)
    {
        Lines = [.. lines.OrderBy(line => line.Source).ThenBy(line => line.Currency, StringComparer.Ordinal)];
        foreach (var line in Lines)
            (Entries, Sales, Refunds) = (checked(Entries + line.Entries), Sales + line.Sales, Refunds + line.Refunds);
    }

    /// <summary>Ordered by source, then currency code.</summary>
    public IReadOnlyList<CurrencyTotals> Lines { get; }

    public long Entries { get; }

    public Zar Sales { get; }

    public Zar Refunds { get; }

    public Zar Total => Sales - Refunds;

    /// <summary>Sales and refunds, both counted up: it bounds every sum over any part of the entries.</summary>
    public Zar Turnover => Sales + Refunds;

    public RevenueTotals Plus(IEnumerable<ValuedRevenue> revenue)
    {
        var lines = Lines.ToDictionary(line => (line.Source, line.Currency));
        foreach (var item in revenue)
        {
            var key = (item.Message.Source, item.Message.Amount.Currency.Code);
            var line = lines.GetValueOrDefault(key) ?? CurrencyTotals.Empty(key.Source, key.Code);
            lines[key] = line.Plus(item);
        }
        return new RevenueTotals(lines.Values);
    }

    /// <summary>All parts together, line by line.</summary>
    public static RevenueTotals Sum(IEnumerable<RevenueTotals> parts) => new(parts
        .SelectMany(part => part.Lines)
        .GroupBy(line => (line.Source, line.Currency))
        .Select(same => same.Aggregate((sum, line) => sum.Plus(line))));

    /// <summary>What is left of these totals, which only ever grow, without what was there before.</summary>
    public RevenueTotals Since(RevenueTotals before)
    {
        var lines = Lines.ToDictionary(line => (line.Source, line.Currency));
        foreach (var line in before.Lines)
        {
            var key = (line.Source, line.Currency);
            var grown = lines.GetValueOrDefault(key) ?? CurrencyTotals.Empty(line.Source, line.Currency);
            lines[key] = grown.Minus(line);
        }
        return new RevenueTotals(lines.Values.Where(line => line != CurrencyTotals.Empty(line.Source, line.Currency)));
    }

    /// <summary>The first line, by source and currency, of which less is here than was there before; null when all has grown or stayed.</summary>
    /// <remarks>Sales, refunds and entries only ever grow: less of one says that something was taken away, even if the net total is larger.</remarks>
    public CurrencyTotals? LessThan(RevenueTotals before)
    {
        var lines = Lines.ToDictionary(line => (line.Source, line.Currency));
        return before.Lines.FirstOrDefault(line =>
            !(lines.TryGetValue((line.Source, line.Currency), out var now)
                && now.Entries >= line.Entries && now.Sales >= line.Sales && now.Refunds >= line.Refunds
                && now.OriginalSales >= line.OriginalSales && now.OriginalRefunds >= line.OriginalRefunds));
    }

    /// <summary>One element for each source, also when it has no entries.</summary>
    public static IReadOnlyDictionary<RevenueSource, SourceTotals> BySource(IEnumerable<RevenueTotals> parts)
    {
        var sources = RevenueCodes.Sources.ToDictionary(source => source, _ => new SourceTotals(0, Zar.Zero, Zar.Zero));
        foreach (var line in parts.SelectMany(part => part.Lines))
        {
            var before = sources[line.Source];
            sources[line.Source] = new(checked(before.Entries + line.Entries), before.Sales + line.Sales, before.Refunds + line.Refunds);
        }
        return sources;
    }
}

/// <summary>What one source earned: the value of its sales and of its refunds, both as positive amounts.</summary>
public sealed record SourceTotals(long Entries, Zar Sales, Zar Refunds)
{
    public Zar Net => Sales - Refunds;
}
