using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Prices;

/// <summary>
/// The price sources of the deployment. Parameters only switch them on, so an operator who may change parameters cannot point the floor of a
/// purchase at a feed of their own.
/// </summary>
internal sealed record PriceSourceOptions
{
    public const string SourcesPrefix = SettingsReader.Prefix + "PriceSources__";
    public const string NativeSetting = SettingsReader.Prefix + "NativePrice";
    public const string StablecoinSetting = SettingsReader.Prefix + "StablecoinPrice";
    public const string MaximumSetting = SettingsReader.Prefix + "MaximumWithoutIndependentPrice";

    /// <summary>Nothing but the parameters' own price.</summary>
    public static readonly PriceSourceOptions None = new();

    public IReadOnlyList<PriceSource> Sources { get; init; } = [];

    /// <summary>The tokens that orders pass through, in that order.</summary>
    public IReadOnlyList<Address> Path { get; init; } = [];

    /// <summary>The source of what a coin of the chain's own currency is worth; null: none.</summary>
    public string? Native { get; init; }

    /// <summary>The source of what the stablecoin is worth; null: none.</summary>
    public string? Stablecoin { get; init; }

    /// <summary>The largest spend while no source is independent of the pools that are bought from.</summary>
    public Zar MaximumWithoutIndependent { get; init; } = new(10_000_00);

    /// <summary>What parameters may switch on.</summary>
    public KnownSources Known => new([.. Sources.Select(source => source.Name)], Stablecoin is not null);

    public PriceSource? Find(string? name) => name is null ? null : Sources.FirstOrDefault(source => SourceNames.AreSame(source.Name, name));

    /// <summary>
    /// Whether neither it nor its hop is a pool of two tokens that an order exchanges for each other. Such a pool may be the one that is bought
    /// from, and another of the same tokens is never far from that one.
    /// </summary>
    public bool IsIndependent(PriceSource source) => !IsOnTheWay(source) && (Find(source.Hop) is not { } hop || !IsOnTheWay(hop));

    /// <summary>Whether one of the sources that are switched on is independent.</summary>
    public bool HasIndependent(PriceRules rules) =>
        rules.Sources.All.Any(name => SourceNames.IsFixed(name) || (Find(name) is { } source && IsIndependent(source)));

    /// <summary>The parameters with the largest spend that their price sources allow.</summary>
    public BusinessParameters Bounded(BusinessParameters parameters) =>
        HasIndependent(parameters.Prices) || parameters.Maximum <= MaximumWithoutIndependent
            ? parameters
            : parameters with { Maximum = MaximumWithoutIndependent };

    private bool IsOnTheWay(PriceSource source) => source is PoolSource pool && Path.Zip(Path.Skip(1)).Any(leg =>
        leg == (pool.Base, pool.Quote) || leg == (pool.Quote, pool.Base));
}
