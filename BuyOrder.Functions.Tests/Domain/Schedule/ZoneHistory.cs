using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Domain.Schedule;

/// <summary>The offsets of a time zone over some years as ICU tells them, and what follows from them; .NET has no part in it.</summary>
internal sealed class ZoneHistory
{
    private const string Script = "BuyOrder.Functions.Tests/Domain/Schedule/zones.mjs";

    /// <summary>When each offset begins; the first has always been.</summary>
    private readonly List<(DateTime From, TimeSpan Offset)> offsets = [];

    private ZoneHistory(TimeZoneInfo zone, JsonElement history)
    {
        Zone = zone;
        offsets.Add((DateTime.MinValue, Minutes(history[0])));
        foreach (var change in history.EnumerateArray().Skip(1))
            offsets.Add((DateTime.UnixEpoch.AddSeconds(change[0].GetInt64()), Minutes(change[1])));
    }

    public TimeZoneInfo Zone { get; }

    public IEnumerable<DateTime> Changes => offsets.Skip(1).Select(each => each.From);

    /// <summary>All zones of this machine that ICU knows as well. The script ends with its input, so it can't outlive the tests.</summary>
    public static async Task<IReadOnlyList<ZoneHistory>> AskAsync(TestServers servers, int fromYear, int toYear)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var tools = await servers.ToolsAsync();
        string[] arguments =
        [
            Path.Combine(tools.Root, Script), fromYear.ToString(CultureInfo.InvariantCulture), toYear.ToString(CultureInfo.InvariantCulture),
        ];
        using var node = Process.Start(new ProcessStartInfo(tools.Node, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var zones = TimeZoneInfo.GetSystemTimeZones();
        var writing = Task.Run(() => WriteAsync(node.StandardInput, zones), cancellation);
        var known = new List<ZoneHistory>();
        foreach (var zone in zones)
        {
            var line = await node.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The script has ended.");
            if (JsonElement.Parse(line) is { ValueKind: JsonValueKind.Array } history)
                known.Add(new ZoneHistory(zone, history));
        }

        await writing;
        await node.WaitForExitAsync(cancellation);
        return known;
    }

    public TimeSpan OffsetAt(DateTime utc) => offsets.FindLast(each => each.From <= utc).Offset;

    /// <summary>The first moment that shows this local time; when none does, what it is with the offset before the change that skipped it.</summary>
    public DateTime ToUtc(DateTime local)
    {
        var shown = offsets.Select(each => local - each.Offset).Where(utc => utc + OffsetAt(utc) == local).ToList();
        if (shown.Count > 0)
            return shown.Min();
        for (var change = 1; change < offsets.Count; change++)
        {
            var (before, after) = (local - offsets[change - 1].Offset, local - offsets[change].Offset);
            if (before >= offsets[change].From && after < offsets[change].From)
                return before;
        }

        throw new InvalidOperationException($"{Zone.Id} neither shows nor skips {local:s}.");
    }

    private static async Task WriteAsync(StreamWriter input, IEnumerable<TimeZoneInfo> zones)
    {
        await using (input)
        {
            foreach (var zone in zones)
                await input.WriteLineAsync(zone.Id);
        }
    }

    private static TimeSpan Minutes(JsonElement number) => TimeSpan.FromMinutes(number.GetInt32());
}
