using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>What all parts of one run under fire share: its seed, whether faults still happen, and the count and story of them.</summary>
internal sealed class Storm(int seed)
{
    private const int EventsKept = 300;

    /// <summary>Each of them costs a caller ten seconds.</summary>
    private const int MaxStalls = 3;

    private readonly ConcurrentDictionary<string, int> counts = new();
    private readonly ConcurrentQueue<string> events = new();
    private readonly long began = Stopwatch.GetTimestamp();
    private volatile bool over;
    private int stalls;

    public int Seed => seed;

    public bool IsOver => over;

    public TimeSpan Age => Stopwatch.GetElapsedTime(began);

    /// <summary>The story so far, newest last.</summary>
    public string Story => string.Join('\n', events);

    public void End() => over = true;

    /// <summary>Choices of one part: its own sequence, not moved by what the others draw.</summary>
    public Random RandomFor(string part) => new(part.Aggregate(seed, (hash, letter) => unchecked((hash * 31) + letter)));

    public bool TakeStall() => Interlocked.Increment(ref stalls) <= MaxStalls;

    public void Count(string what) => counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    public int Counted(string what) => counts.GetValueOrDefault(what);

    /// <summary>Everything counted under a group: <c>kill: reserve applied</c> is of group <c>kill</c>.</summary>
    public int CountedOf(string group) =>
        counts.Where(count => count.Key.StartsWith(group + ":", StringComparison.Ordinal)).Sum(count => count.Value);

    public string CountsOf(string group) => string.Join(", ", counts
        .Where(count => count.Key.StartsWith(group + ":", StringComparison.Ordinal))
        .OrderBy(count => count.Key, StringComparer.Ordinal)
        .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key[(group.Length + 2)..]} {count.Value}")));

    public void Tell(string what)
    {
        events.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Age.TotalSeconds,8:F3} {what}"));
        while (events.Count > EventsKept)
            events.TryDequeue(out _);
    }
}
