using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Functions.Export;
using BuyOrder.Functions.Tests.Functions.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Reading the ledger over the API of the built executable, on a real storage.</summary>
[Collection(nameof(SharedApp))]
public sealed class RevenueReadingApiTests(AppFixture running)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/revenue?kind=gift", "kind", "sale, refund")]
    [InlineData("/api/revenue?currency=zar", "currency", "ZAR")]
    [InlineData("/api/revenue?currency=XAU", "currency", "USD")]
    [InlineData("/api/revenue/entry", "id", "missing")]
    [InlineData("/api/revenue/entry?id=", "id", "1 to 128")]
    [InlineData("/api/revenue/daily?from=2026-11-22T00:00:00Z", "from", "2026-11-22")]
    [InlineData("/api/revenue/daily?from=2026-02-30", "from", "2026-11-22")]
    [InlineData("/api/revenue/daily?from=2026-11-22&to=2026-11-21", "to", "before")]
    [InlineData("/api/revenue/daily?from=2025-01-01&to=2026-01-03", "to", "366 days")]
    [InlineData("/api/export/revenue.csv?kind=x", "kind", "sale, refund")]
    [InlineData("/api/export/revenue.csv?from=yesterday", "from", "RFC 3339")]
    [InlineData("/api/export/buy-orders.csv?status=done", "status", "pending, completed, failed")]
    [InlineData("/api/buy-orders/m-1/revenue?continuation=AAAA", "continuation", "nextLink")]
    public async Task Wrong_parameter_is_named_with_what_is_allowed(string path, string parameter, string allowed)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Contains(allowed, problem["errors"]![parameter]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/revenue/entry?id=none")]
    [InlineData("/api/buy-orders/m-none/reconciliation")]
    [InlineData("/api/buy-orders/none/reconciliation")]
    [InlineData("/api/buy-orders/m-none/revenue")]
    public async Task What_there_is_not_is_not_found(string path)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Entry_can_be_checked_with_nothing_but_its_answer()
    {
        await RecordAsync(
            TestMessage.Sale("entry sale é", "10.00", metadata: "{ \"b\": 1 }"),
            TestMessage.Refund("entry refund", "10.01", "entry sale é"),
            TestMessage.Refund("entry lost", "1.00", "nobody"));

        var sale = await JsonAsync("/api/revenue/entry?id=entry%20sale%20%C3%A9");
        var refund = await JsonAsync("/api/revenue/entry?id=entry%20refund");

        Assert.True(sale["fits"]!.GetValue<bool>());
        Assert.Equal("{ \"b\": 1 }", Text(sale, "metadataText"));
        Assert.Equal(EntryHash(sale), Text(sale, "entryHash"));
        Assert.Equal(EntryHash(sale), Text(sale["block"]!["entryHashes"]![(int)sale["placeInBlock"]!.GetValue<long>()]!));
        Assert.Equal(BlockHash(sale["block"]!), Text(sale["block"]!, "hash"));
        Assert.Null(sale["fundedOrder"]);
        Assert.Empty(sale["refundFlags"]!.AsArray());
        Assert.Equal(["larger_than_sale"], refund["refundFlags"]!.AsArray().Select(flag => Text(flag!)));
        Assert.Equal(EntryHash(refund), Text(refund, "entryHash"));
        var lost = await JsonAsync("/api/revenue/entry?id=entry+lost");
        Assert.Equal(["sale_unknown"], lost["refundFlags"]!.AsArray().Select(flag => Text(flag!)));
    }

    [Fact]
    public async Task Listing_and_days_are_narrowed_down()
    {
        await RecordAsync(
            TestMessage.Foreign("narrow 1", "sale", "2.00", "CHF", "20.5"),
            TestMessage.Foreign("narrow 2", "refund", "1.00", "CHF", "20.5"));

        var listed = await JsonAsync("/api/revenue?currency=CHF&kind=refund");
        var days = await JsonAsync("/api/revenue/daily?from=2026-11-20&to=2026-11-21");

        Assert.Equal("narrow 2", Text(Assert.Single(listed["value"]!.AsArray())!, "id"));
        var day = Assert.Single(days["value"]!.AsArray())!;
        var line = Assert.Single(day["bySourceAndCurrency"]!.AsArray(), each => Text(each!, "currency") == "CHF")!;
        Assert.Equal(
            ["2026-11-20", "41.00", "20.50", "20.50", "2.00", "1.00"],
            [
                Text(day, "day"), Text(line, "sales"), Text(line, "refunds"), Text(line, "total"), Text(line, "originalSales"),
                Text(line, "originalRefunds"),
            ]);
        Assert.Empty((await JsonAsync("/api/revenue/daily?from=2020-01-01&to=2020-12-31"))["value"]!.AsArray());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/revenue/daily")).StatusCode);
    }

    [Fact]
    public async Task Exports_are_files_with_a_header_row()
    {
        await RecordAsync(TestMessage.Sale("=exported"));

        using var revenue = await GetAsync("/api/export/revenue.csv");
        using var orders = await GetAsync("/api/export/buy-orders.csv");

        Assert.Equal("text/csv; charset=utf-8; header=present", revenue.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=\"revenue.csv\"", revenue.Content.Headers.ContentDisposition?.ToString());
        Assert.Contains(Rfc4180.Parse(await revenue.Content.ReadAsStringAsync(Cancellation)), row => row[3] == "'=exported");
        var header = Assert.Single(Rfc4180.Parse(await orders.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal(["createdAt", "id", "trigger"], header.Take(3));
    }

    private static string EntryHash(JsonNode entry) => HashOfFields(
        "BuyOrder entry v1",
        Text(entry, "id"),
        entry["sequence"]!.ToJsonString(),
        Time(entry, "recordedAt"),
        Text(entry, "kind"),
        Text(entry, "source"),
        Text(entry, "amount"),
        Text(entry, "currency"),
        entry["sentExchangeRate"]?.GetValue<string>(),
        entry["exchangeRate"]?.GetValue<string>(),
        entry["rateOrigin"]?.GetValue<string>(),
        Text(entry, "value").Replace(".", "", StringComparison.Ordinal),
        Time(entry, "occurredAt"),
        Text(entry, "day"),
        entry["refundOf"]?.GetValue<string>(),
        Convert.FromHexString(Text(entry, "contentHash")),
        entry["metadataText"]?.GetValue<string>(),
        entry["unknownMembersText"]?.GetValue<string>());

    /// <summary>As docs/ledger-format.md says, without a line of the product.</summary>
    private static string HashOfFields(params object?[] fields)
    {
        var bytes = new List<byte>();
        foreach (var field in fields)
        {
            var content = field as byte[] ?? (field is string text ? Encoding.UTF8.GetBytes(text) : null);
            bytes.AddRange(content is null ? [255, 255, 255, 255] : [0, 0, (byte)(content.Length >> 8), (byte)content.Length]);
            bytes.AddRange(content ?? []);
        }
        return Convert.ToHexStringLower(SHA256.HashData([.. bytes]));
    }

    private static string BlockHash(JsonNode block)
    {
        var first = BitConverter.GetBytes(block["first"]!.GetValue<long>()).Reverse();
        var hashes = block["entryHashes"]!.AsArray().SelectMany(hash => Convert.FromHexString(Text(hash!)));
        return Convert.ToHexStringLower(SHA256.HashData(
            [.. "BuyOrder block v1"u8, .. Convert.FromHexString(Text(block, "previousHash")), .. first, .. hashes]));
    }

    private static string Time(JsonNode entry, string member) =>
        DateTimeOffset.Parse(Text(entry, member), System.Globalization.CultureInfo.InvariantCulture)
            .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private async Task RecordAsync(params byte[][] bodies)
    {
        using var body = new StringContent($"[{string.Join(',', bodies.Select(Encoding.UTF8.GetString))}]", Encoding.UTF8, "application/json");
        using var answer = await running.App.Client.PostAsync(new Uri("/api/revenue", UriKind.Relative), body, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<JsonNode> JsonAsync(string path)
    {
        using var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }

    private Task<HttpResponseMessage> GetAsync(string path) => running.App.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static string Text(JsonNode node, string member) => Text(node[member]!);

    private static string Text(JsonNode node) => node.GetValue<string>();
}
