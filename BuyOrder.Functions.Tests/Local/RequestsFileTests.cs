using System.Text.Json;
using System.Text.RegularExpressions;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local;

/// <summary>requests.http is what a newcomer tries first: it works from top to bottom, and no call of the API is missing.</summary>
public sealed class RequestsFileTests(TestServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_answers_what_the_file_says_from_top_to_bottom()
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--quiet", "--port", $"{FreePort.Any()}");
        var (api, _, _) = await command.ReadyAsync();
        using var http = new HttpClient();
        var answers = new List<string>();

        foreach (var item in RequestsFile.Read(api))
            answers.Add($"{item.Title}: {await AnswerAsync(http, item)}");

        Assert.Equal(RequestsFile.Read(api).Select(item => $"{item.Title}: {item.Status}"), answers);
    }

    [Fact]
    public void Every_call_of_the_api_is_in_the_file()
    {
        var requests = RequestsFile.Read(new Uri("http://localhost:7071"));
        var routes = JsonElement.Parse(File.ReadAllBytes(Path.Combine(BuiltApp.Folder, "functions.metadata"))).EnumerateArray()
            .SelectMany(function => function.GetProperty("bindings").EnumerateArray())
            .Where(binding => binding.GetProperty("type").GetString() == "httpTrigger")
            .Select(binding => (
                Method: binding.GetProperty("methods")[0].GetString()!.ToUpperInvariant(), Route: binding.GetProperty("route").GetString()!))
            .ToList();

        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.Contains(requests, request =>
            request.Method == route.Method && Regex.IsMatch(request.Url.AbsolutePath, $@"\A/api/{Regex.Replace(route.Route, @"\{\w+\}", "[^/]+")}\z")));
    }

    private static async Task<int> AnswerAsync(HttpClient http, RequestsFile.Item item)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            using var message = item.ToMessage();
            using var answer = await http.SendAsync(message, limit.Token);
            if ((int)answer.StatusCode == item.Status || !item.MustWait)
                return (int)answer.StatusCode;
            await Task.Delay(100, limit.Token);
        }
    }
}
