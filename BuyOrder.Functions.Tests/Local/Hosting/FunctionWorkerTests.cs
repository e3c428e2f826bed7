using System.Net;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class FunctionWorkerTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_is_started_as_the_functions_host_does()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp(), settings: ("BuyOrder__Colour", "blue"));

        var process = Assert.Single(running.App.Starts());
        var arguments = running.App.ArgumentsOf(process);
        var environment = running.App.EnvironmentOf(process);
        Assert.Equal(running.Host.Worker.Process!.Id, process);
        Assert.Equal(
            ["--functions-uri", "--functions-worker-id", "--functions-request-id", "--functions-grpc-max-message-length"],
            arguments.Where((_, i) => i % 2 == 0));
        Assert.Equal("127.0.0.1", new Uri(arguments[1]).Host);
        Assert.True(Guid.TryParse(arguments[3], out _));
        Assert.Equal("2147483647", arguments[7]);
        Assert.Equal(running.App.Folder, environment["PWD"]);
        Assert.Equal(running.App.Folder, environment["FUNCTIONS_APPLICATION_DIRECTORY"]);
        Assert.Equal(running.App.Folder, environment["FUNCTIONS_WORKER_DIRECTORY"]);
        Assert.Equal("dotnet-isolated", environment["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal($"{Environment.ProcessId}", environment["BuyOrder__ParentProcessId"]);
        Assert.Equal("http://+:80", environment["ASPNETCORE_URLS"]);
        Assert.Equal("blue", environment["BuyOrder__Colour"]);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), environment["PATH"]);
    }

    [Fact]
    public async Task Function_that_cannot_be_loaded_is_not_there_and_the_others_are()
    {
        var app = new TestApp { Broken = "Odd" }.Http("Odd", "odd").Timer("Tick", "0 0 3 * * *").Http("Echo", "echo");
        await using var running = await RunningApp.StartAsync(servers, app, serve: _ => Task.CompletedTask);

        using var odd = await running.Client.GetAsync("api/odd", Cancellation);
        using var admin = await running.InvokeAsync("Odd", "{}");
        using var echo = await running.Client.GetAsync("api/echo", Cancellation);

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK), (odd.StatusCode, admin.StatusCode, echo.StatusCode));
        Assert.Contains(running.Host.Worker.Process!.LastLines, line => line.Contains("Function Odd is in error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Worker_that_ends_is_started_again_with_any_exit_code(int exitCode)
    {
        await using var running = await RunningApp.StartAsync(
            servers, new TestApp().Http("Echo", "echo"), serve: _ => Task.CompletedTask);
        var first = running.Host.Worker.Process;

        running.App.Exit(exitCode);
        Assert.Equal(exitCode, await first!.Exited.WaitAsync(Cancellation));
        var answer = await running.Client.GetAsync("api/echo", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(2, running.Host.Worker.Starts);
    }

    [Fact]
    public async Task Request_waits_for_the_next_life_of_a_worker_that_was_killed()
    {
        await using var running = await RunningApp.StartAsync(
            servers, new TestApp().Http("Echo", "echo"), serve: _ => Task.CompletedTask);
        var first = running.Host.Worker.Process;

        running.Host.Worker.Kill();
        var answer = await running.Client.GetAsync("api/echo", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(first!.Id, running.Host.Worker.Process!.Id);
    }

    [Fact]
    public async Task Worker_that_never_starts_is_told_with_its_own_words()
    {
        using var app = new TestApp();
        app.RefuseStarts();

        var fault = await Assert.ThrowsAsync<ServerStartException>(() => RunningApp.StartAsync(servers, app));

        Assert.Contains("BuyOrder:Something is wrong", fault.Message, StringComparison.Ordinal);
        Assert.Equal(3, app.Starts().Count);
    }

    [Fact]
    public async Task Invocation_that_takes_too_long_has_the_worker_killed()
    {
        var app = new TestApp { Answer = TestApp.Hangs }.Timer("Tick", "0 0 3 * * *");
        app.HostJson(functionTimeout: "00:00:01");
        await using var running = await RunningApp.StartAsync(servers, app);

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => running.Host.Worker.Starts == 2);

        Assert.Single(app.Calls);
    }

    [Fact]
    public async Task Host_that_stops_lets_end_what_runs_and_tells_the_worker_then()
    {
        var finish = new TaskCompletionSource();
        var app = new TestApp().Queue("Record", "revenue-events");
        app.Answer = async _ =>
        {
            await finish.Task;
            return TestApp.Done();
        };
        await using var running = await RunningApp.StartAsync(servers, app);
        var queue = running.Host.Queues["revenue-events"];
        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => !app.Calls.IsEmpty);

        var stopping = running.Host.DisposeAsync().AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancellation);
        Assert.Empty(app.Terminated);
        finish.SetResult();
        await stopping;

        Assert.Equal(TimeSpan.FromSeconds(5), Assert.Single(app.Terminated).GracePeriod.ToTimeSpan());
        Assert.Equal(new QueueFigures(0, 1, 0, 1), queue.Figures);
        Assert.Single(app.Starts());
    }

    [Fact]
    public async Task Worker_that_dies_while_it_is_connected_to_is_a_connection_that_failed()
    {
        using var client = new HttpMessageInvoker(new WorkerClient.ConnectionFaults(new DyingPeer()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1/");

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Cancellation));

        Assert.Equal(HttpRequestError.ConnectionError, fault.HttpRequestError);
    }
}
