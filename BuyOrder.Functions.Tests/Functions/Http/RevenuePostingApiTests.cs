using System.Net;
using System.Text;
using BuyOrder.Functions.Tests.Functions.Hosting;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Recording revenue over the API of the built executable, on a real storage.</summary>
[Collection(nameof(SharedApp))]
public sealed class RevenuePostingApiTests(AppFixture running)
{
    private HttpClient Client => running.App.Client;

    [Fact]
    public async Task Nothing_of_a_faulty_array_is_stored()
    {
        var entries = (await Client.GetObjectAsync("/api/metrics"))["entries"]!.GetValue<long>();

        await Client.SendForObjectAsync("POST", "/api/revenue", $$"""[{{Encoding.UTF8.GetString(SampleRevenue.Sale("half"))}},{}]""");

        Assert.Equal(entries, (await Client.GetObjectAsync("/api/metrics"))["entries"]!.GetValue<long>());
    }

    [Fact]
    public async Task Revenue_is_recorded_once_and_listed_newest_first_in_pages()
    {
        var first = Encoding.UTF8.GetString(SampleRevenue.Sale("listed-1", 100.00m));
        var second = Encoding.UTF8.GetString(SampleRevenue.Sale("listed-2", 0.05m));

        var (_, one) = await Client.SendForObjectAsync("POST", "/api/revenue", first);
        var (answer, both) = await Client.SendForObjectAsync("POST", "/api/revenue", $"[{first},{second}]");

        Assert.Equal("recorded", one["results"]![0]!["result"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["duplicate", "recorded"], both["results"]!.AsArray().Select(result => result!["result"]!.GetValue<string>()));
        var ids = new List<string>();
        string? next = "/api/revenue?pageSize=1&source=course_sale";
        for (var pages = 0; next is not null && pages < 100; pages++)
        {
            Assert.True(pages == 0 || next.StartsWith($"{Client.BaseAddress}api/revenue?", StringComparison.Ordinal), next);
            var page = await Client.GetObjectAsync(next);
            ids.AddRange(page["value"]!.AsArray().Select(entry => entry!["id"]!.GetValue<string>()));
            next = page["nextLink"]?.GetValue<string>();
        }
        Assert.Null(next);
        Assert.Equal(["listed-2", "listed-1"], ids.Where(id => id.StartsWith("listed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Conflicting_duplicate_is_told_and_the_first_one_stands()
    {
        await Client.SendForObjectAsync("POST", "/api/revenue", Encoding.UTF8.GetString(SampleRevenue.Sale("conflict", 1.00m)));
        var before = await Client.GetObjectAsync("/api/metrics");

        var (answer, result) = await Client.SendForObjectAsync("POST", "/api/revenue", Encoding.UTF8.GetString(SampleRevenue.Sale("conflict", 2.00m)));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("conflicting_duplicate", result["reason"]!.GetValue<string>());
        var after = await Client.GetObjectAsync("/api/metrics");
        Assert.Equal(before["totalRevenue"]!.GetValue<string>(), after["totalRevenue"]!.GetValue<string>());
        Assert.Equal(before["rejected"]!.GetValue<long>() + 1, after["rejected"]!.GetValue<long>());
    }
}
