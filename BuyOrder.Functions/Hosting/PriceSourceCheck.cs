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
        foreach (var (source, failed) in options.Sources.Zip(seen.Select(answer => answer as SourceAnswer.Failed)))
        {
            if (failed is not null && Contradicted(source, failed.Why) is { } told)
                return $"{PriceSourceOptions.SourcesPrefix}{source.Name}__{told.Member}: {failed.Detail}; allowed: {told.Allowed}";
        }

        return null;
    }

    /// <summary>
    /// The setting that an answer contradicts; null where nothing was answered: a node that lags has no contract yet, and revenue must not wait for it.
    /// </summary>
    private static (string Member, string Allowed)? Contradicted(PriceSource source, SourceVerdict why) => (why, source) switch
    {
        (SourceVerdict.WrongDecimals, FeedSource) => ("Decimals", "those of the feed"),
        (SourceVerdict.WrongPool, PoolSource pool) => ("Address", $"a pool of {pool.Base} and {pool.Quote}"),
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "No price source that is switched on ({Sources}) is independent of the pools that orders buy from: an order spends at most {Maximum} ZAR")]
        public static partial void NothingIndependent(ILogger logger, string sources, string maximum);
    }
}
