using System.Globalization;
using System.Text.Json;

namespace BuyOrder.Local.Samples;

/// <summary>What must come out of the sample month: samples/expected.json.</summary>
internal sealed class ExpectedFigures(JsonElement expected)
{
    /// <summary>Compares with the answer of GET /api/metrics, to the cent; one line for each figure that differs.</summary>
    public IReadOnlyList<string> Differences(JsonElement metrics)
    {
        List<string> differences = [];
        Compare("totalRevenue", Text(expected, "totalRevenue"), Text(metrics, "totalRevenue"));
        Compare("totalSpent", Text(expected, "spend"), Text(metrics, "totalSpent"));
        Compare("entries", Text(expected, "entries"), Text(metrics, "entries"));
        var rejected = expected.GetProperty("rejected").EnumerateObject().Sum(reason => reason.Value.GetInt32());
        Compare("rejected", rejected.ToString(CultureInfo.InvariantCulture), Text(metrics, "rejected"));
        foreach (var source in expected.GetProperty("revenueBySource").EnumerateObject())
            Compare($"revenueBySource.{source.Name}", source.Value.ToString(), Text(metrics.GetProperty("revenueBySource"), source.Name));
        CompareTokens(Text(metrics, "tokensAcquired"));
        return differences;

        void Compare(string name, string due, string found)
        {
            if (due != found)
                differences.Add($"{name} is {found} where {due} is due");
        }

        void CompareTokens(string found)
        {
            var range = expected.GetProperty("tokensAcquired");
            var (least, most) = (Text(range, "atLeast"), Text(range, "atMost"));
            if (!decimal.TryParse(found, CultureInfo.InvariantCulture, out var tokens) || tokens < Number(least) || tokens > Number(most))
                differences.Add($"tokensAcquired is {found} where {least} to {most} are due");
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.ToString() : "missing";
}
