using System.Globalization;
using System.Text.Json;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Samples;

/// <summary>Adds the samples up a second time, with nothing of the product's own reading or arithmetic.</summary>
public sealed class SampleRevenueTests(TestServers servers)
{
    private static readonly string[] Sources = ["course_sale", "subscription", "other"];

    [Fact]
    public async Task Expected_figures_follow_from_the_raw_lines()
    {
        var (lines, expected) = await ReadAsync();
        var firstWithId = new Dictionary<string, string>();
        var totals = Sources.ToDictionary(source => source, _ => 0m);
        var rejected = new SortedDictionary<string, int>();
        var duplicates = 0;

        foreach (var line in lines)
        {
            if (ReasonToReject(line) is { } reason)
            {
                rejected[reason] = rejected.GetValueOrDefault(reason) + 1;
                continue;
            }
            var message = JsonElement.Parse(line);
            var id = message.GetProperty("id").GetString()!;
            if (firstWithId.TryAdd(id, line))
                totals[message.GetProperty("source").GetString()!] += Signed(message);
            else if (firstWithId[id] == line)
                duplicates++;
            else
                rejected["conflicting_duplicate"] = rejected.GetValueOrDefault("conflicting_duplicate") + 1;
        }

        Assert.Equal(expected.GetProperty("messages").GetInt32(), lines.Length);
        Assert.Equal(expected.GetProperty("entries").GetInt32(), firstWithId.Count);
        Assert.Equal(expected.GetProperty("duplicates").GetInt32(), duplicates);
        Assert.Equal(
            expected.GetProperty("rejected").EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetInt32()),
            rejected.ToDictionary());
        Assert.Equal(100_000.00m, totals.Values.Sum());
        Assert.Equal("100000.00", expected.GetProperty("totalRevenue").GetString());
        Assert.Equal("10000.00", expected.GetProperty("spend").GetString());
        Assert.All(Sources, source => Assert.Equal(
            totals[source].ToString("0.00", CultureInfo.InvariantCulture),
            expected.GetProperty("revenueBySource").GetProperty(source).GetString()));
    }

    [Fact]
    public async Task Refunds_name_a_sale_and_never_exceed_it()
    {
        var (lines, _) = await ReadAsync();
        var messages = lines.Where(line => ReasonToReject(line) is null).Select(line => JsonElement.Parse(line)).ToList();
        var refunds = messages.Where(IsRefund).ToList();

        Assert.Equal(9, refunds.Count);
        Assert.All(refunds, refund =>
        {
            var sale = messages.First(each => each.GetProperty("id").GetString() == refund.GetProperty("refundOf").GetString());
            Assert.False(IsRefund(sale));
            Assert.True(Amount(refund) <= Amount(sale));
        });
    }

    [Fact]
    public async Task Samples_are_what_their_script_writes()
    {
        var tools = await servers.ToolsAsync();
        var folder = Directory.CreateTempSubdirectory("buyorder-samples-");
        var script = Path.Combine(folder.FullName, "generate.mjs");
        File.Copy(Path.Combine(tools.Root, "samples", "generate.mjs"), script);
        await using var generator = servers.Children.Start(new ChildCommand("the generator", tools.Node, [script]));

        Assert.Equal(0, await generator.Exited.WaitAsync(TestContext.Current.CancellationToken));

        var kept = Path.Combine(tools.Root, "samples");
        foreach (var file in new[] { "revenue.jsonl", "expected.json" })
            Assert.Equal(File.ReadAllText(Path.Combine(kept, file)), File.ReadAllText(Path.Combine(folder.FullName, file)));
        folder.Delete(recursive: true);
    }

    private async Task<(string[] Lines, JsonElement Expected)> ReadAsync()
    {
        var folder = Path.Combine((await servers.ToolsAsync()).Root, "samples");
        var expected = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        return (File.ReadAllLines(Path.Combine(folder, "revenue.jsonl")), expected);
    }

    private static string? ReasonToReject(string line)
    {
        try
        {
            var message = JsonElement.Parse(line);
            return message.GetProperty("currency").GetString() != "ZAR" ? "unknown_currency"
                : AmountText(message).Split('.') is [_, { Length: > 2 }] ? "too_many_decimals"
                : null;
        }
        catch (JsonException)
        {
            return "invalid_json";
        }
    }

    private static string AmountText(JsonElement message) => message.GetProperty("amount").ToString();

    private static decimal Amount(JsonElement message) => decimal.Parse(AmountText(message), CultureInfo.InvariantCulture);

    private static bool IsRefund(JsonElement message) => message.TryGetProperty("kind", out var kind) && kind.GetString() == "refund";

    private static decimal Signed(JsonElement message) => IsRefund(message) ? -Amount(message) : Amount(message);
}
