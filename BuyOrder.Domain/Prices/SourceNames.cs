using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BuyOrder.Domain.Prices;

/// <summary>Price sources that are switched on, in their order. As text: their names, separated by commas.</summary>
public sealed record SourceNames
{
    /// <summary>The reference price of the parameters themselves.</summary>
    public const string Fixed = "fixed";

    public const int MaxSources = 10;
    public const int MaxLength = 32;

    public static readonly SourceNames FixedAlone = new(Fixed);

    private readonly string text;

    private SourceNames(string text) => this.text = text;

    public ImmutableArray<string> All => [.. text.Split(',')];

    /// <summary>Those that are read from the chain.</summary>
    public IEnumerable<string> OnChain => All.Where(name => !IsFixed(name));

    public static bool IsFixed(string name) => AreSame(name, Fixed);

    /// <summary>Without regard to case, as names of settings are compared.</summary>
    public static bool AreSame(string name, string? other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A letter, then letters and digits: what every host takes in the name of a setting.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength && char.IsAsciiLetter(text[0]) && text.All(char.IsAsciiLetterOrDigit);

    public static bool TryParse(string text, [NotNullWhen(true)] out SourceNames? names)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var fits = parts.Length <= MaxSources && parts.All(IsName) && parts.Distinct(StringComparer.OrdinalIgnoreCase).Count() == parts.Length;
        names = fits ? new SourceNames(string.Join(',', parts)) : null;
        return fits;
    }

    public override string ToString() => text;
}
