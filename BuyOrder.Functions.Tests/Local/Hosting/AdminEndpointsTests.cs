using System.Net;
using System.Text.Json;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class AdminEndpointsTests(TestServers servers) : IAsyncLifetime
{
    private RunningApp running = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => running = await RunningApp.StartAsync(servers, new TestApp()
        .Http("One", "orders/{id}").Timer("Tick", "0 0 3 * * *").Queue("Record", "revenue-events"));

    public ValueTask DisposeAsync() => running.DisposeAsync();

    [Theory]
    [InlineData("Tick", """{ "input": "" }""", 202)]
    [InlineData("tick", "{}", 202)]
    [InlineData("Tick", """{ "input": null }""", 202)]
    [InlineData("Tick", """{ "input": 7 }""", 400)]
    [InlineData("Tick", "", 400)]
    [InlineData("Tick", "[]", 400)]
    [InlineData("Record", """{ "input": "hello" }""", 202)]
    [InlineData("Record", """{ "Input": "hello" }""", 202)]
    [InlineData("Record", """{ "input": { "id": 1 } }""", 400)]
    [InlineData("Record", """{ "input": "\ud800" }""", 400)]
    [InlineData("Record", "{}", 400)]
    [InlineData("Record", "", 400)]
    [InlineData("Record", "hello", 400)]
    [InlineData("One", """{ "input": "" }""", 400)]
    [InlineData("Missing", """{ "input": "" }""", 404)]
    public async Task Admin_call_is_accepted_or_refused(string function, string body, int status)
    {
        using var answer = await running.InvokeAsync(function, body);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Input_becomes_the_body_of_one_message()
    {
        const string text = "{\"id\":\"pay_1\",\"title\":\"Wiskunde – matriek\"}";

        using var answer = await running.InvokeAsync("Record", $$"""{ "input": {{JsonValue(text)}} }""");
        await RunningApp.UntilAsync(() => running.Host.Queues["revenue-events"].Figures.Completed == 1);

        var input = Assert.Single(Assert.Single(running.App.Calls).InputData);
        Assert.Equal(text, Assert.Single(input.Data.CollectionBytes.Bytes).ToStringUtf8());
    }

    [Fact]
    public async Task Functions_are_listed_with_their_bindings()
    {
        var list = JsonElement.Parse(await running.Client.GetStringAsync("admin/functions", Cancellation));
        var one = JsonElement.Parse(await running.Client.GetStringAsync("admin/functions/One", Cancellation));
        using var unknown = await running.Client.GetAsync("admin/functions/Missing", Cancellation);

        Assert.Equal(["One", "Record", "Tick"], list.EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        Assert.Equal($"{running.Host.BaseAddress}api/orders/{{id}}", one.GetProperty("invoke_url_template").GetString());
        Assert.Equal("httpTrigger", one.GetProperty("config").GetProperty("bindings")[0].GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Host_tells_that_it_runs()
    {
        var status = JsonElement.Parse(await running.Client.GetStringAsync("admin/host/status", Cancellation));
        using var got = await running.Client.GetAsync("admin/host/ping", Cancellation);
        using var posted = await running.Client.PostAsync("admin/host/ping", null, Cancellation);

        Assert.Equal("Running", status.GetProperty("state").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (got.StatusCode, posted.StatusCode));
    }

    [Fact]
    public async Task Queues_tell_their_figures()
    {
        await running.InvokeAsync("Record", """{ "input": "hello" }""");
        await RunningApp.UntilAsync(() => running.Host.Queues["revenue-events"].Figures.Active == 0);

        var queues = await running.Client.GetStringAsync("admin/local/queues", Cancellation);

        Assert.Equal("""{"revenue-events":{"active":0,"completed":1,"deadLettered":0,"deliveries":1}}""", queues);
    }

    private static string JsonValue(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
