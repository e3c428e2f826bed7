using System.Net;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class HandlerProcessTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_is_started_as_the_functions_host_does()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp(), null, ("BuyOrder__Colour", "blue"));

        await running.ReadyAsync();

        var start = Assert.Single(running.App.Starts());
        var environment = start.GetProperty("env");
        var port = running.Host.Handler.BaseAddress.Port.ToString();
        Assert.Equal(running.App.Folder, start.GetProperty("cwd").GetString());
        Assert.Equal(running.Host.Handler.ProcessId, start.GetProperty("pid").GetInt32());
        Assert.Equal(["one", "two words"], start.GetProperty("arguments").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(port, environment.GetProperty("FUNCTIONS_CUSTOMHANDLER_PORT").GetString());
        Assert.Equal(port, environment.GetProperty("FUNCTIONS_HTTPWORKER_PORT").GetString());
        Assert.Equal(running.App.Folder, environment.GetProperty("FUNCTIONS_APP_ROOT_PATH").GetString());
        Assert.True(Guid.TryParse(environment.GetProperty("FUNCTIONS_CUSTOMHANDLER_WORKER_ID").GetString(), out var worker));
        Assert.Equal(worker.ToString(), environment.GetProperty("FUNCTIONS_HTTPWORKER_ID").GetString());
        Assert.Equal("http://+:80", environment.GetProperty("ASPNETCORE_URLS").GetString());
        Assert.Equal("blue", environment.GetProperty("BuyOrder__Colour").GetString());
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), environment.GetProperty("PATH").GetString());
    }

    [Fact]
    public async Task Early_request_waits_until_the_handler_listens()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Http("Echo", "echo"), null, ("START_DELAY_MS", "700"));

        var answer = await running.Client.GetAsync("api/echo", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Killed_handler_comes_back_on_the_same_port()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Http("Echo", "echo"));
        await running.ReadyAsync();
        var first = running.Host.Handler.ProcessId;

        running.Host.Handler.Kill();
        await RunningApp.UntilAsync(() => running.Host.Handler.Starts == 2);
        var answer = await running.Client.GetAsync("api/echo", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(first, running.Host.Handler.ProcessId);
        var ports = running.App.Starts().Select(start => start.GetProperty("env").GetProperty("FUNCTIONS_CUSTOMHANDLER_PORT").GetString());
        Assert.Single(ports.Distinct());
    }

    [Theory]
    [InlineData("exit0")]
    [InlineData("exit1")]
    public async Task Handler_that_ends_is_started_again_whatever_its_exit_code(string end)
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Timer("Tick", "0 0 3 * * *").Http("Echo", "echo"));
        running.App.Answer(end);

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => running.Host.Handler.Starts == 2);
        var answer = await running.Client.GetAsync("api/echo", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Request_that_the_handler_dies_with_fails_and_is_not_sent_again()
    {
        var app = new TestApp().Http("Kill", "kill-me", """["post"]""").Http("Half", "half");
        await using var running = await RunningApp.StartAsync(servers, app);

        var dead = await running.Client.PostAsync("api/kill-me", null, Cancellation);
        await RunningApp.UntilAsync(() => running.Host.Handler.Starts == 2);
        var half = await Record.ExceptionAsync(() => running.Client.GetStringAsync("api/half", Cancellation));
        await RunningApp.UntilAsync(() => running.Host.Handler.Starts == 3);

        Assert.Equal(HttpStatusCode.BadGateway, dead.StatusCode);
        Assert.IsType<HttpRequestException>(half);
    }

    [Fact]
    public async Task Handler_that_never_starts_is_told_with_its_own_words()
    {
        var app = new TestApp();
        app.Tell("refuse-start", "");
        await using var running = await RunningApp.StartAsync(servers, app);

        var fault = await Assert.ThrowsAsync<ServerStartException>(running.ReadyAsync);

        Assert.Contains("BuyOrder:Something is wrong", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, running.Host.Handler.Starts);
    }

    [Fact]
    public async Task Invocation_that_takes_too_long_has_the_handler_killed()
    {
        var app = new TestApp().Timer("Tick", "0 0 3 * * *");
        app.HostJson(functionTimeout: "00:00:01");
        app.Answer("hang");
        await using var running = await RunningApp.StartAsync(servers, app);

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => running.Host.Handler.Starts == 2);

        Assert.Single(app.Calls());
    }

    [Fact]
    public async Task Handler_that_dies_while_it_is_connected_to_is_a_connection_that_failed()
    {
        using var client = new HttpMessageInvoker(new HandlerHttp.ConnectionFaults(new DyingPeer()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1/");

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Cancellation));

        Assert.Equal(HttpRequestError.ConnectionError, fault.HttpRequestError);
    }
}
