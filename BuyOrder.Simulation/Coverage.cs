using System.Reflection;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;

namespace BuyOrder.Simulation;

/// <summary>How often everything happened that scenarios are there for. One for each thread; summed up at the end.</summary>
internal sealed class Coverage
{
    private readonly long[] happened = new long[Enum.GetValues<Happening>().Length];
    private readonly Dictionary<string, long> words = [];

    /// <summary>Scenarios that ran to their end.</summary>
    public long Scenarios { get; set; }

    public long Of(Happening happening) => happened[(int)happening];

    public void Count(Happening happening) => happened[(int)happening]++;

    public void Count(ReasonCode reason) => Count(reason.Value);

    public void Count(JobStep step) => Count(step.GetType().Name);

    /// <summary>The same decisions, counted.</summary>
    public JobDecider Counted(JobDecider decide) => asked =>
    {
        var step = decide(asked);
        Count(step);
        return step;
    };

    public void Add(Coverage other)
    {
        Scenarios += other.Scenarios;
        for (var index = 0; index < happened.Length; index++)
            happened[index] += other.happened[index];
        foreach (var (word, count) in other.words)
            words[word] = words.GetValueOrDefault(word) + count;
    }

    /// <summary>What never happened.</summary>
    /// <param name="outOfReach">Reasons that no world of the simulation can lead to.</param>
    public IEnumerable<string> Missing(params IReadOnlyList<ReasonCode> outOfReach) =>
    [
        .. Enum.GetValues<Happening>().Where(happening => Of(happening) == 0).Select(happening => happening.ToString()),
        .. Steps.Concat(Reasons.Except(outOfReach).Select(reason => reason.Value)).Where(word => !words.ContainsKey(word)),
    ];

    public override string ToString() => string.Join(
        Environment.NewLine,
        [
            $"{"scenarios",-32}{Scenarios,12}",
            .. Enum.GetValues<Happening>().Select(happening => $"{happening,-32}{Of(happening),12}"),
            .. words.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key,-32}{pair.Value,12}"),
        ]);

    private static IEnumerable<string> Steps => typeof(JobStep).GetNestedTypes().Select(type => type.Name);

    private static IEnumerable<ReasonCode> Reasons =>
        typeof(ReasonCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(known => (ReasonCode)known.GetValue(null)!);

    private void Count(string word) => words[word] = words.GetValueOrDefault(word) + 1;
}
