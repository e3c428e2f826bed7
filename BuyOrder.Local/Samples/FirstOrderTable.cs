using System.Text.Json;

namespace BuyOrder.Local.Samples;

/// <summary>What happened, for the eyes: one line a figure.</summary>
internal static class FirstOrderTable
{
    private const int NameWidth = 22;

    public static IEnumerable<string> Lines(FirstOrder result)
    {
        var metrics = result.Metrics;
        yield return "";
        yield return Line("revenue", $"{Text(metrics, "totalRevenue")} ZAR in {Text(metrics, "entries")} entries");
        yield return Line("rejected messages", Text(metrics, "rejected"));
        foreach (var source in metrics.GetProperty("revenueBySource").EnumerateObject())
            yield return Line($"  {source.Name}", $"{source.Value} ZAR");
        foreach (var line in result.Order is { } order ? OrderLines(order) : [Line("no order", $"{result.Outcome} {result.Reason}")])
            yield return line;
        yield return Line("still available", $"{Text(metrics, "availableRevenue")} ZAR");
        foreach (var difference in result.Differences)
            yield return Line("not as expected", difference);
        yield return "";
    }

    private static IEnumerable<string> OrderLines(JsonElement order) =>
    [
        Line("order", $"{Text(order, "id")} {Text(order, "status")} {Text(order, "reason")}"),
        Line("  consumes revenue", $"{Text(order, "revenueBase")} ZAR"),
        Line("  spent", $"{Text(order, "spend")} ZAR"),
        Line("  bought", $"{Text(order, "tokensAcquired")} AZR at {Text(order, "pricePerToken")} ZAR"),
        Line("  transaction", $"{Text(order, "transactionHash")} in block {Text(order, "blockNumber")}"),
        Line("  ledger root", Text(order, "ledgerRoot")),
    ];

    private static string Line(string name, string text) => $"{name.PadRight(NameWidth)} {text.TrimEnd()}";

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";
}
