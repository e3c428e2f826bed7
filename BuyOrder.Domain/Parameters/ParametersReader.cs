using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Parameters;

/// <summary>Reads business parameters from named texts (app settings, a stored row, a request body) and finds every fault at once.</summary>
public sealed class ParametersReader
{
    /// <summary>All members, in the order they are documented.</summary>
    public static readonly IReadOnlyList<string> Members =
    [
        "RateBps", "Minimum", "Maximum", "SlippageBps", "DeviationBps", "ImpactBps", "MaxFeePerGasGwei", "MaxPriorityFeePerGasGwei",
        "ReferencePrice", "Schedule", "ScheduleTimeZone", "Paused", .. BuyingLimitMembers.Names, .. PlausibilityMembers.Names,
        .. PriceMembers.Names,
    ];

    /// <summary>Members of a document that is given over the API: pause is thrown elsewhere.</summary>
    public static readonly IReadOnlyList<string> DocumentMembers = [.. Members.Where(member => member != "Paused")];

    /// <summary>Enough for any schedule; it goes into an audit row.</summary>
    private const int MaxScheduleLength = 500;

    /// <summary>Most digits of a gwei figure's whole part; far above any chain's fee.</summary>
    private const long MaxGwei = 1_000_000;

    private static readonly BigInteger WeiPerGwei = 1_000_000_000;

    /// <summary>An amount is read as a price is, and so has no more digits before the point.</summary>
    private static readonly Zar LargestMaximum = new((long)BigInteger.Pow(10, Price.MaxWholeDigits + 2) - 1);

    private readonly Func<string, string?> find;
    private readonly List<ParameterFault> faults = [];

    private ParametersReader(Func<string, string?> find) => this.find = find;

    /// <summary>The parameters, or null with the faults. A member that is missing takes its default; <c>ReferencePrice</c> has none.</summary>
    public static BusinessParameters? Read(Func<string, string?> find, out IReadOnlyList<ParameterFault> faults)
    {
        var reader = new ParametersReader(find);
        var parameters = reader.ReadAll();
        faults = reader.faults;
        return faults.Count == 0 ? parameters : null;
    }

    /// <summary>
    /// The parameters of a new version, or null with the faults: every member must be there, the schedule must come to a slot, and no two of
    /// its slots lie within the shortest interval. Stored versions are not held to this.
    /// </summary>
    /// <param name="find">The text of a member; null when it is missing.</param>
    /// <param name="sources">The price sources that may be switched on.</param>
    /// <param name="faults">All of them.</param>
    public static BusinessParameters? ReadNew(Func<string, string?> find, KnownSources sources, out IReadOnlyList<ParameterFault> faults)
    {
        var reader = new ParametersReader(member => find(member) ?? (DocumentMembers.Contains(member) ? Unfit : null));
        var parameters = reader.ReadAll();
        reader.CheckFires(parameters);
        reader.CheckInterval(parameters);
        reader.CheckSources(parameters, sources);
        faults = [.. reader.faults.Select(fault => fault with { Found = find(fault.Member) })];
        return faults.Count == 0 ? parameters : null;
    }

    /// <summary>The parameters of the first version, where a member that is missing takes its default, held to the same rules otherwise.</summary>
    public static BusinessParameters? ReadFirst(Func<string, string?> find, KnownSources sources, out IReadOnlyList<ParameterFault> faults)
    {
        var reader = new ParametersReader(find);
        var parameters = reader.ReadAll();
        reader.CheckInterval(parameters);
        reader.CheckSources(parameters, sources);
        faults = reader.faults;
        return faults.Count == 0 ? parameters : null;
    }

    /// <summary>The text of a limit that is off.</summary>
    public const string Off = PlausibilityMembers.Off;

    /// <summary>Whether a member is a whole number; all others are texts.</summary>
    public static bool IsNumber(string member) => member.EndsWith("Bps", StringComparison.Ordinal) || member == PriceMembers.Minimum;

    /// <summary>Whether a member is a limit that may be off.</summary>
    public static bool MayBeOff(string member) =>
        PlausibilityMembers.Names.Contains(member) || BuyingLimitMembers.Names.Contains(member) || PriceMembers.Optional.Contains(member);

    /// <summary>A value that the rule of every member refuses.</summary>
    public const string Unfit = "\0";

    /// <summary>The texts that <see cref="Read"/> reads back to the same parameters.</summary>
    public static IReadOnlyDictionary<string, string> Write(BusinessParameters parameters) => new Dictionary<string, string>(
        PlausibilityMembers.Write(parameters.Plausibility).Concat(BuyingLimitMembers.Write(parameters.Limits)).Concat(PriceMembers.Write(parameters.Prices)))
    {
        ["RateBps"] = parameters.RateBps.ToString(CultureInfo.InvariantCulture),
        ["Minimum"] = parameters.Minimum.ToString(),
        ["Maximum"] = parameters.Maximum.ToString(),
        ["SlippageBps"] = parameters.SlippageBps.ToString(CultureInfo.InvariantCulture),
        ["DeviationBps"] = parameters.DeviationBps.ToString(CultureInfo.InvariantCulture),
        ["ImpactBps"] = parameters.ImpactBps.ToString(CultureInfo.InvariantCulture),
        ["MaxFeePerGasGwei"] = Gwei(parameters.MaxFeePerGasWei),
        ["MaxPriorityFeePerGasGwei"] = Gwei(parameters.MaxPriorityFeePerGasWei),
        ["ReferencePrice"] = parameters.ReferencePrice.ToExactString(),
        ["Schedule"] = parameters.Schedule,
        ["ScheduleTimeZone"] = parameters.ScheduleTimeZone,
        ["Paused"] = parameters.Paused ? "true" : "false",
    };

    /// <summary>The same without what versions had not before there were price sources: rows of those that use none are as they always were.</summary>
    public static IEnumerable<KeyValuePair<string, string>> WriteStored(BusinessParameters parameters) =>
        Write(parameters).Where(member => parameters.Prices != PriceRules.FixedAlone || !PriceMembers.Names.Contains(member.Key));

    private BusinessParameters ReadAll()
    {
        var maximum = ZarMember("Maximum", new Zar(1_000_000_00), new Zar(1), LargestMaximum);
        var maxFee = GweiMember("MaxFeePerGasGwei", 100 * WeiPerGwei);
        var schedule = find("Schedule") ?? "0 0 2 * * *";
        var zone = find("ScheduleTimeZone") ?? "Africa/Johannesburg";
        CheckSchedule(schedule, zone);
        var rate = Bps("RateBps", 1_000, least: 1);
        var minimum = ZarMember("Minimum", new Zar(100_00), new Zar(1), maximum);
        return new BusinessParameters
        {
            RateBps = rate,
            Minimum = minimum,
            Maximum = maximum,
            SlippageBps = Bps("SlippageBps", 100),
            DeviationBps = Bps("DeviationBps", 200),
            ImpactBps = Bps("ImpactBps", 100, least: 1),
            MaxFeePerGasWei = maxFee,
            MaxPriorityFeePerGasWei = GweiMember("MaxPriorityFeePerGasGwei", BigInteger.Min(2 * WeiPerGwei, maxFee), maxFee),
            ReferencePrice = PriceMember("ReferencePrice"),
            Schedule = schedule,
            ScheduleTimeZone = zone,
            Paused = Flag("Paused"),
            Limits = new BuyingLimitMembers(find, faults).Read(minimum),
            Plausibility = new PlausibilityMembers(find, faults).Read(),
            Prices = new PriceMembers(find, faults).Read(),
        };
    }

    private int Bps(string member, int standard, int least = 0)
    {
        var text = find(member);
        if (text is null)
            return standard;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= AllocationRule.BpsPerOne)
            return value;
        return Fault(member, text, $"a whole number of basis points from {least} to {AllocationRule.BpsPerOne}", standard);
    }

    private Zar ZarMember(string member, Zar standard, Zar least, Zar most)
    {
        var text = find(member);
        if (text is null)
            return standard <= most ? standard : Fault(member, text, $"an amount in ZAR from {least} to {most}", standard);
        if (Price.TryParse(text, out var exact) && (exact.Scaled * 100 % Price.One).IsZero && exact.Scaled * 100 / Price.One <= most.Cents)
        {
            var value = new Zar((long)(exact.Scaled * 100 / Price.One));
            if (value >= least)
                return value;
        }

        return Fault(member, text, $"an amount in ZAR with at most 2 decimals from {least} to {most}", standard);
    }

    private BigInteger GweiMember(string member, BigInteger standard, BigInteger? most = null)
    {
        var text = find(member);
        if (text is null)
            return standard;
        var limit = most ?? MaxGwei * WeiPerGwei;
        if (Price.TryParse(text, out var exact) && (exact.Scaled % WeiPerGwei).IsZero && exact.Scaled / WeiPerGwei <= limit)
            return exact.Scaled / WeiPerGwei;
        return Fault(member, text, $"gwei, more than 0 and at most {Gwei(limit)}, with at most 9 decimals", standard);
    }

    private Price PriceMember(string member)
    {
        var text = find(member);
        return Price.TryParse(text, out var price) ? price : Fault(member, text, $"ZAR per token, more than 0 and below 10^{Price.MaxWholeDigits}, with at most {Price.Scale} decimals", price);
    }

    private bool Flag(string member) => find(member) switch
    {
        null or "false" => false,
        "true" => true,
        var text => Fault(member, text, "true or false", false),
    };

    private void CheckSchedule(string schedule, string zone)
    {
        if (SlotSchedule.TryCreate(schedule, "UTC") is null)
            Fault("Schedule", schedule, "six NCRONTAB fields, seconds first, such as '0 0 2 * * *'", 0);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            Fault("ScheduleTimeZone", zone, "an IANA time zone such as Africa/Johannesburg", 0);
    }

    private void CheckFires(BusinessParameters parameters)
    {
        if (!faults.Exists(fault => fault.Member is "Schedule" or "ScheduleTimeZone")
            && (parameters.Schedule.Length > MaxScheduleLength || !SlotSchedule.TryCreate(parameters.Schedule, parameters.ScheduleTimeZone)!.Fires))
            Fault("Schedule", parameters.Schedule, $"at most {MaxScheduleLength} characters that name a time which comes at least once in four years", 0);
    }

    private void CheckInterval(BusinessParameters parameters)
    {
        if (!faults.Exists(fault => fault.Member is "Schedule" or "ScheduleTimeZone" or "MinimumInterval") && BuyingLimitMembers.Check(parameters) is { } tooLong)
            faults.Add(tooLong);
    }

    private void CheckSources(BusinessParameters parameters, KnownSources sources) => faults.AddRange(
        PriceMembers.Check(parameters.Prices, sources).Where(fault => !faults.Exists(other => other.Member == fault.Member)));

    private static string Gwei(BigInteger wei) => new Price(wei * WeiPerGwei).ToExactString();

    private T Fault<T>(string member, string? found, string allowed, T standard)
    {
        faults.Add(new ParameterFault(member, found, allowed));
        return standard;
    }
}

/// <summary>A parameter that cannot be used.</summary>
/// <param name="Member">Its name as it was given: <c>RateBps</c>.</param>
/// <param name="Found">The value found, as text; null when missing.</param>
/// <param name="Allowed">What would be right.</param>
public sealed record ParameterFault(string Member, string? Found, string Allowed);
