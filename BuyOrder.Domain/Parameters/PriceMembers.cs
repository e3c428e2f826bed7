using System.Globalization;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Domain.Parameters;

/// <summary>
/// Reads and writes <see cref="PriceRules"/> as texts. A member that is missing, as in documents from before there were price sources, is as
/// it was then: the reference price alone, without an age.
/// </summary>
internal sealed class PriceMembers(Func<string, string?> find, ICollection<ParameterFault> faults)
{
    internal static readonly IReadOnlyList<string> Names = [Sources, Divergence, Minimum, Depeg, ConfirmedAt, GoodFor];

    /// <summary>Those that may be off.</summary>
    internal static readonly IReadOnlyList<string> Optional = [Depeg, ConfirmedAt, GoodFor];

    internal const string Minimum = "MinimumSources";

    private const string Sources = "PriceSources";
    private const string Divergence = "DivergenceBps";
    private const string Depeg = "DepegBps";
    private const string ConfirmedAt = "ReferencePriceConfirmedAt";
    private const string GoodFor = "ReferencePriceGoodFor";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int MaxDays = 3_660;

    internal PriceRules Read() => new()
    {
        Sources = ReadSources(),
        DivergenceBps = Number(Divergence, PriceRules.FixedAlone.DivergenceBps, 0, AllocationRule.BpsPerOne, "a whole number of basis points"),
        MinimumSources = Number(Minimum, PriceRules.FixedAlone.MinimumSources, 1, SourceNames.MaxSources, "a whole number"),
        DepegBps = find(Depeg) is null or PlausibilityMembers.Off
            ? null
            : Number(Depeg, 0, 0, AllocationRule.BpsPerOne, "null, or a whole number of basis points"),
        ConfirmedAt = ReadConfirmedAt(),
        GoodFor = ReadGoodFor(),
    };

    internal static IEnumerable<KeyValuePair<string, string>> Write(PriceRules rules) =>
    [
        new(Sources, rules.Sources.ToString()),
        new(Divergence, rules.DivergenceBps.ToString(CultureInfo.InvariantCulture)),
        new(Minimum, rules.MinimumSources.ToString(CultureInfo.InvariantCulture)),
        new(Depeg, rules.DepegBps?.ToString(CultureInfo.InvariantCulture) ?? PlausibilityMembers.Off),
        new(ConfirmedAt, rules.ConfirmedAt?.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture) ?? PlausibilityMembers.Off),
        new(GoodFor, rules.GoodFor is { } span ? IsoDuration.Format(span) : PlausibilityMembers.Off),
    ];

    /// <summary>What only a new version is held to: stored ones stay readable when the settings have changed.</summary>
    internal static IEnumerable<ParameterFault> Check(PriceRules rules, KnownSources known)
    {
        if (rules.Sources.All.Any(name => !known.Contains(name)))
            yield return new ParameterFault(Sources, rules.Sources.ToString(), $"different names of price sources that the settings describe, separated by commas: {known}");

        // The reference price of the parameters is not needed where two others answer.
        var others = rules.Sources.OnChain.Count();
        var most = others >= 2 ? others : rules.Sources.All.Length;
        if (rules.MinimumSources > most)
            yield return new ParameterFault(Minimum, rules.MinimumSources.ToString(CultureInfo.InvariantCulture), Text($"a whole number from 1 to {most} with these price sources"));
        if (rules.DepegBps is { } depeg && !known.Stablecoin)
            yield return new ParameterFault(Depeg, depeg.ToString(CultureInfo.InvariantCulture), "null, while the settings name no price source for the stablecoin");
        if (rules is { GoodFor: not null, ConfirmedAt: null })
            yield return new ParameterFault(ConfirmedAt, PlausibilityMembers.Off, "a time such as 2026-11-30T08:00:00Z while referencePriceGoodFor is not null");
    }

    private SourceNames ReadSources()
    {
        if (find(Sources) is not { } text)
            return SourceNames.FixedAlone;
        if (SourceNames.TryParse(text, out var names))
            return names;
        faults.Add(new ParameterFault(
            Sources, text, Text($"1 to {SourceNames.MaxSources} different names separated by commas, each a letter and then letters and digits, such as fixed,azrUsd")));
        return SourceNames.FixedAlone;
    }

    private int Number(string member, int standard, int least, int most, string what)
    {
        if (find(member) is not { } text)
            return standard;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        faults.Add(new ParameterFault(member, text, Text($"{what} from {least} to {most}")));
        return standard;
    }

    private DateTimeOffset? ReadConfirmedAt()
    {
        if (find(ConfirmedAt) is not { } text || text == PlausibilityMembers.Off)
            return null;
        if (DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return at;
        faults.Add(new ParameterFault(ConfirmedAt, text, "null, or a time in UTC to the second such as 2026-11-30T08:00:00Z"));
        return null;
    }

    private TimeSpan? ReadGoodFor()
    {
        if (find(GoodFor) is not { } text || text == PlausibilityMembers.Off)
            return null;
        if (IsoDuration.TryParse(text, out var value) && value > TimeSpan.Zero && value <= TimeSpan.FromDays(MaxDays))
            return value;
        faults.Add(new ParameterFault(GoodFor, text, Text($"null, or a duration of days, hours, minutes and seconds such as P7D, from PT1S to P{MaxDays}D")));
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
