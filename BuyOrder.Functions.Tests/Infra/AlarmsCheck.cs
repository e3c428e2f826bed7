using System.Text.Json;
using System.Text.RegularExpressions;
using BuyOrder.Domain;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>Each alarm has its section in docs/alarms.md with the same query and threshold, and looks for what the app really logs.</summary>
internal static partial class AlarmsCheck
{
    private const string Page = "docs/alarms.md";

    private static readonly string[] ProductProjects =
        ["BuyOrder.Domain", "BuyOrder.Ethereum", "BuyOrder.Storage", "BuyOrder.Ledger", "BuyOrder.Orders", "BuyOrder.Functions"];

    public static IEnumerable<string> Faults(CompiledInfra infra)
    {
        var page = File.ReadAllText(RepositoryFiles.At(Page));
        var sections = Sections(page);
        var alarms = Of(infra).ToList();
        foreach (var alarm in alarms)
        {
            if (!sections.TryGetValue(alarm.Name, out var section))
            {
                yield return $"{Page} has no section {alarm.Name}.";
                continue;
            }

            foreach (var line in alarm.Told.Where(line => !section.Contains(line, StringComparison.Ordinal)))
                yield return $"{Page}, {alarm.Name}: it does not say \"{line}\".";
            foreach (var part in new[] { "**Means.**", "**Look at.**", "**Do.**" }.Where(part => !section.Contains(part, StringComparison.Ordinal)))
                yield return $"{Page}, {alarm.Name}: it has no {part}";
            if (!alarm.Link.EndsWith($"alarms.md#{alarm.Name}", StringComparison.Ordinal))
                yield return $"{alarm.Name} does not link to its section: {alarm.Link}.";
            foreach (var phrase in Literals(alarm.Query).Where(phrase => !IsLogged(phrase)))
                yield return $"{alarm.Name} looks for \"{phrase}\", which is not logged.";
        }

        foreach (var idle in sections.Keys.Except(alarms.Select(alarm => alarm.Name)))
            yield return $"{Page}: there is no alarm {idle}.";
    }

    private static IEnumerable<Alarm> Of(CompiledInfra infra)
    {
        foreach (var rule in infra.Properties("Microsoft.Insights/scheduledQueryRules"))
        {
            var criterion = rule.GetProperty("criteria").GetProperty("allOf")[0];
            var query = criterion.GetProperty("query").GetString()!;
            var span = rule.TryGetProperty("overrideQueryTimeRange", out var longer) && longer.ValueKind == JsonValueKind.String ? longer : rule.GetProperty("windowSize");
            yield return new Alarm(
                rule.GetProperty("displayName").GetString()!,
                query,
                rule.GetProperty("actions").GetProperty("customProperties").GetProperty("runbook").GetString()!,
                [query, $"Threshold: {(criterion.GetProperty("operator").GetString() == "GreaterThanOrEqual" ? "at least" : "?")} {criterion.GetProperty("threshold")} in {span}, every {rule.GetProperty("evaluationFrequency")}; severity {rule.GetProperty("severity")}."]);
        }

        foreach (var rule in infra.Properties("Microsoft.Insights/metricAlerts"))
        {
            var criterion = rule.GetProperty("criteria").GetProperty("allOf")[0];
            var runbook = rule.GetProperty("actions")[0].GetProperty("webHookProperties").GetProperty("runbook").GetString()!;
            yield return new Alarm(
                runbook.Split('#')[^1],
                "",
                runbook,
                [$"{criterion.GetProperty("metricName")} of `{criterion.GetProperty("dimensions")[0].GetProperty("values")[0]}`",
                    $"Threshold: more than {criterion.GetProperty("threshold")} in {rule.GetProperty("windowSize")}, every {rule.GetProperty("evaluationFrequency")}; severity {rule.GetProperty("severity")}."]);
        }

        foreach (var rule in infra.OfType("Microsoft.EventGrid/systemTopics/eventSubscriptions"))
        {
            var properties = rule.GetProperty("properties");
            var alert = properties.GetProperty("destination").GetProperty("properties");
            yield return new Alarm(
                rule.GetProperty("name").GetString()!.Split('/')[^1],
                "",
                alert.GetProperty("description").GetString()!.Split(' ')[^1],
                [.. properties.GetProperty("filter").GetProperty("includedEventTypes").EnumerateArray().Select(type => $"`{type}`"),
                    $"severity {alert.GetProperty("severity").GetString()![^1]}."]);
        }
    }

    /// <summary>By their headings, which are the names of alarms in small letters with hyphens.</summary>
    private static Dictionary<string, string> Sections(string page) => Heading().Matches(page)
        .ToDictionary(match => match.Groups[1].Value, match => page[match.Index..(page.IndexOf("\n## ", match.Index + 1, StringComparison.Ordinal) is var end and > 0 ? end : page.Length)]);

    private static IEnumerable<string> Literals(string query) => Literal().Matches(query).Select(match => match.Groups[1].Value);

    /// <summary>A phrase of a log line, a line that begins with the phrase's own beginning and goes on with a word of ours, or a function.</summary>
    private static bool IsLogged(string phrase) =>
        LogTexts.Value.Any(text => text.Split('{')[0] is { Length: > 8 } beginning && phrase.StartsWith(beginning, StringComparison.Ordinal)
            ? Words.Value.Contains(phrase[beginning.Length..].TrimEnd(':'))
            : Placeholder().Split(text).Any(part => part.Contains(phrase.TrimEnd(','), StringComparison.Ordinal)))
        || Words.Value.Contains(phrase);

    private static readonly Lazy<IReadOnlyList<string>> LogTexts = new(() =>
        [.. Product().SelectMany(file => LogMessage().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))]);

    /// <summary>Nothing (the line may go on with anything), reasons, notifications and functions.</summary>
    private static readonly Lazy<HashSet<string>> Words = new(() =>
    [
        "",
        .. typeof(ReasonCode).GetFields().Select(field => field.GetValue(null)).OfType<ReasonCode>().Select(reason => reason.Value),
        .. Notification.OfFacts.Concat(Notification.OfAudits),
        .. File.ReadLines(RepositoryFiles.At("docs/functions.txt")).Select(line => line.Split(' ')[0]),
    ]);

    private static IEnumerable<string> Product() => RepositoryFiles.Sources()
        .Where(file => ProductProjects.Contains(Path.GetRelativePath(RepositoryFiles.At("."), file).Split(Path.DirectorySeparatorChar)[0]));

    [GeneratedRegex(@"\[LoggerMessage\([^\n]*?""([^""\n]+)""\)\]")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"\{[A-Za-z]+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("^## ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    /// <param name="Name">Also of its section.</param>
    /// <param name="Query">Of the log; empty where it is no query.</param>
    /// <param name="Link">To its section.</param>
    /// <param name="Told">What the section says word for word.</param>
    private sealed record Alarm(string Name, string Query, string Link, IReadOnlyList<string> Told);
}
