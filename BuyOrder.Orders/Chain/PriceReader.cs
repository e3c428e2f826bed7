using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Orders.Chain;

/// <summary>Reads every configured price source in the batch of a purchase's other questions, and makes one answer for each source of what the nodes say.</summary>
internal sealed class PriceReader(PriceSourceOptions options, PoolObservations observations)
{
    /// <summary>Adds its reads to a batch that the caller sends; the returned function reads the answers, in the order of the sources.</summary>
    public Func<DateTimeOffset, IReadOnlyList<SourceAnswer>> Ask(RpcBatch batch)
    {
        var asked = options.Sources.Select(source => source.Ask(batch)).ToList();
        return headTime => asked.ConvertAll(answer => answer(headTime));
    }

    /// <summary>The facts with what the sources say.</summary>
    /// <param name="facts">What the nodes agree on otherwise.</param>
    /// <param name="answers">Of each node that was heard.</param>
    /// <param name="majority">Of the configured nodes.</param>
    /// <param name="cancellation">Ends the reading of earlier observations.</param>
    public async Task<PreTradeFacts> AddAsync(
        PreTradeFacts facts, IReadOnlyList<IReadOnlyList<SourceAnswer>> answers, Majority majority, CancellationToken cancellation)
    {
        if (options.Sources.Count == 0)
            return facts;
        var agreed = new Dictionary<PriceSource, SourceAnswer>();
        for (var index = 0; index < options.Sources.Count; index++)
        {
            var (source, said) = (options.Sources[index], new List<SourceAnswer>());
            foreach (var node in answers)
                said.Add(await AveragedAsync(source, node[index], cancellation));
            agreed[source] = Agree(said, majority);
        }

        var prices = new PriceFacts
        {
            Sources = [.. options.Sources.Select(source => ReadingOf(source, agreed) with { IsIndependent = options.IsIndependent(source) })],
            StablecoinSource = options.Stablecoin,
            MaximumWithoutIndependent = options.MaximumWithoutIndependent,
        };
        return facts with { Prices = prices, NativePrice = prices.PriceOf(options.Native, facts.HeadTime) };
    }

    /// <summary>The price that a majority of the nodes reaches, and how fresh a majority of them shows it: a lone node can make it neither dearer nor younger.</summary>
    /// <remarks>
    /// Nodes at different blocks see different averages, so no two need be equal. A dearer price lowers the floor and a younger one counts for longer:
    /// those are the claims that a majority must support.
    /// </remarks>
    internal static SourceAnswer Agree(IReadOnlyList<SourceAnswer> answers, Majority majority)
    {
        var said = answers.OfType<SourceAnswer.Said>().ToList();
        if (said.Count >= majority.Needed)
            return new SourceAnswer.Said(majority.Supported(said.Select(answer => answer.Price)), majority.Supported(said.Select(answer => answer.AsOf)));
        var failed = answers.OfType<SourceAnswer.Failed>().GroupBy(answer => answer.Why).MaxBy(same => same.Count());
        return failed is not null && failed.Count() >= majority.Needed
            ? failed.First()
            : new SourceAnswer.Failed(SourceVerdict.Disagreed, "too few nodes say the same of it");
    }

    /// <summary>A pool's sum makes a price only together with an earlier sum.</summary>
    private async Task<SourceAnswer> AveragedAsync(PriceSource source, SourceAnswer answer, CancellationToken cancellation)
    {
        if (answer is not SourceAnswer.Summed summed || source is not UniswapV2Source pool)
            return answer;
        return await observations.FindAsync(pool, summed.At, cancellation) is { } earlier
            ? pool.Average(summed, earlier.Sum, earlier.At)
            : new SourceAnswer.Failed(SourceVerdict.NoHistory, FormattableString.Invariant($"{pool.Address} was not watched for {pool.Window} yet"));
    }

    private SourceReading ReadingOf(PriceSource source, Dictionary<PriceSource, SourceAnswer> agreed)
    {
        var own = agreed[source];
        if (own is SourceAnswer.Failed failed)
            return new SourceReading.Failed(source.Name, source.Kind, failed.Why, failed.Detail);
        var (price, parts) = (((SourceAnswer.Said)own).Price, new List<PricePart> { PartOf(source, own) });
        if (options.Find(source.Hop) is not { } hop)
            return new SourceReading.Told(source.Name, source.Kind, price, parts);
        if (agreed[hop] is SourceAnswer.Failed broken)
            return new SourceReading.Failed(source.Name, source.Kind, broken.Why, $"{hop.Name}: {broken.Detail}");

        parts.Add(PartOf(hop, agreed[hop]));
        var combined = price.Times(((SourceAnswer.Said)agreed[hop]).Price);
        return SourceAnswer.Of(combined.Scaled, default) is SourceAnswer.Failed beyond
            ? new SourceReading.Failed(source.Name, source.Kind, beyond.Why, beyond.Detail)
            : new SourceReading.Told(source.Name, source.Kind, combined, parts);
    }

    /// <summary>An average counts up to the newest block, even if the pool was last traded in long ago.</summary>
    private static PricePart PartOf(PriceSource source, SourceAnswer said) =>
        new(source.Name, ((SourceAnswer.Said)said).AsOf, (source as FeedSource)?.MaxAge);
}
