namespace BuyOrder.Domain.Prices;

/// <summary>The price sources that the deployment settings describe, and so may be switched on.</summary>
/// <param name="Names">As the settings name them.</param>
/// <param name="Stablecoin">One of them says what the stablecoin is worth.</param>
public sealed record KnownSources(IReadOnlyList<string> Names, bool Stablecoin)
{
    /// <summary>None is described.</summary>
    public static readonly KnownSources None = new([], false);

    public bool Contains(string name) => SourceNames.IsFixed(name) || Names.Any(known => SourceNames.AreSame(known, name));

    public override string ToString() => string.Join(", ", Names.Prepend(SourceNames.Fixed));
}
