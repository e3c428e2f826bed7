using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// Whether the price sources can be what the settings say. What can never give a price ends the process; that nothing is independent of the
/// pools is only told.
/// </summary>
internal sealed partial class PriceSourceCheck(
    SourceLook look, PriceSourceOptions options, ParameterStore parameters, ILogger<PriceSourceCheck> logger)
{
    /// <summary>One line for the operator when a source can never work; null when all may.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellation)
    {
        if (options.Sources.Count == 0)
            return null;
        if (await FirstFaultAsync(cancellation) is { } fault)
            return fault;
        var inForce = await parameters.CurrentAsync(cancellation);
        if (!options.HasIndependent(inForce.Parameters.Prices))
            Log.NothingIndependent(logger, inForce.Parameters.Prices.Sources.ToString(), options.MaximumWithoutIndependent.ToString());
        return null;
    }

    private async Task<string?> FirstFaultAsync(CancellationToken cancellation)
    {
        var seen = await look.ReadAsync(cancellation);
        foreach (var (source, answer) in options.Sources.Zip(seen))
        {
            if (answer is SourceAnswer.Failed { Why: var why } failed && SettingOf(source, why) is { } member)
                return $"{PriceSourceOptions.SourcesPrefix}{source.Name}__{member}: {failed.Detail}; allowed: {Allowed(source, member)}";
        }

        return null;
    }

    private static string? SettingOf(PriceSource source, SourceVerdict why) => (why, source) switch
    {
        (SourceVerdict.NoContract or SourceVerdict.Unreadable, _) => "Address",
        (SourceVerdict.WrongPool, _) => "Address",
        (SourceVerdict.WrongDecimals, FeedSource) => "Decimals",
        _ => null,
    };

    private static string Allowed(PriceSource source, string member) => (member, source) switch
    {
        ("Decimals", _) => "those of the feed",
        (_, FeedSource) => "a feed that answers latestRoundData()",
        (_, PoolSource pool) => $"a {(pool is UniswapV2Source ? "Uniswap v2" : "Uniswap v3")} pool of {pool.Base} and {pool.Quote}",
        _ => "a price source",
    };

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "No price source that is switched on ({Sources}) is independent of the pools that orders buy from: an order spends at most {Maximum} ZAR")]
        public static partial void NothingIndependent(ILogger logger, string sources, string maximum);
    }
}
