using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class HttpForwardingTests(TestServers servers) : IAsyncLifetime
{
    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long uploaded;
    private RunningApp running = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => running = await RunningApp.StartAsync(
        servers,
        new TestApp()
            .Http("List", "orders")
            .Http("Create", "orders", """["post"]""")
            .Http("One", "orders/{id}")
            .Http("Numbered", "numbered/{id:int}")
            .Http("Teapot", "teapot")
            .Http("Upload", "upload", """["post"]""")
            .Http("Download", "download")
            .Http("Half", "half")
            .Http("Dying", "dying", """["post"]""")
            .Http("Endless", "endless")
            .Function("Anything", """{ "name": "req", "type": "httpTrigger", "direction": "In" }""", "httpTrigger", "req"),
        serve: ServeAsync);

    public ValueTask DisposeAsync() => running.DisposeAsync();

    [Theory]
    [InlineData("GET", "api/orders", 200)]
    [InlineData("POST", "api/orders", 200)]
    [InlineData("GET", "API/Orders/m-1", 200)]
    [InlineData("GET", "api/numbered/7", 200)]
    [InlineData("GET", "api/numbered/seven", 404)]
    [InlineData("DELETE", "api/orders", 404)]
    [InlineData("POST", "api/orders/m-1", 404)]
    [InlineData("GET", "api/nothing", 404)]
    [InlineData("GET", "orders", 404)]
    [InlineData("PATCH", "api/anything", 200)]
    [InlineData("GET", "api/teapot", 418)]
    public async Task Request_reaches_the_function_that_its_route_and_method_name(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await running.Client.SendAsync(request, Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Request_arrives_as_it_was_sent_beside_an_invocation_of_its_function()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/orders?a=1&a=2&b=%2F%20x")
        {
            Content = new StringContent("{\"dryRun\":true}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "key-1");
        request.Headers.Add("x-ms-invocation-id", "forged");
        request.Headers.Host = "treasury.example";

        using var answer = await running.Client.SendAsync(request, Cancellation);

        var call = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var headers = call.GetProperty("headers");
        var invocation = Assert.Single(running.App.Calls);
        Assert.Equal("/api/orders?a=1&a=2&b=%2F%20x", call.GetProperty("url").GetString());
        Assert.Equal("{\"dryRun\":true}", call.GetProperty("body").GetString());
        Assert.Equal("key-1", headers.GetProperty("Idempotency-Key").GetString());
        Assert.Equal("treasury.example", headers.GetProperty("Host").GetString());
        Assert.Equal("application/json; charset=utf-8", headers.GetProperty("Content-Type").GetString());
        Assert.Equal("15", headers.GetProperty("Content-Length").GetString());
        Assert.Equal(invocation.InvocationId, headers.GetProperty("x-ms-invocation-id").GetString());
        Assert.Equal(("id-of-Create", "req"), (invocation.FunctionId, Assert.Single(invocation.InputData).Name));
        Assert.Equal("1,2", invocation.TriggerMetadata["a"].String);
        Assert.Equal("echo", Assert.Single(answer.Headers.GetValues("x-kind")));
    }

    [Fact]
    public async Task Route_values_are_told_with_the_invocation()
    {
        await running.Client.GetAsync("api/orders/m-1", Cancellation);

        Assert.Equal("m-1", Assert.Single(running.App.Calls).TriggerMetadata["id"].String);
    }

    [Fact]
    public async Task Chunked_request_body_arrives_whole()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/orders") { Content = new StringContent(new string('x', 100_000)) };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await running.Client.SendAsync(request, Cancellation);

        var call = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(100_000, call.GetProperty("body").GetString()!.Length);
    }

    [Fact]
    public async Task Request_body_is_streamed()
    {
        var pipe = new Pipe();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/upload") { Content = new StreamContent(pipe.Reader.AsStream()) };
        var first = new byte[100_000]; // small pieces are gathered on the way
        var sending = running.Client.SendAsync(request, Cancellation);

        await pipe.Writer.WriteAsync(first, Cancellation);
        await RunningApp.UntilAsync(() => Interlocked.Read(ref uploaded) > 0);
        await pipe.Writer.WriteAsync("second"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();

        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
        Assert.Equal(first.Length + 6, uploaded);
    }

    [Fact]
    public async Task Answer_is_streamed_and_ends_when_its_invocation_has()
    {
        var finish = new TaskCompletionSource();
        running.App.Answer = async _ =>
        {
            await finish.Task;
            return TestApp.Done();
        };
        await using var body = await running.Client.GetStreamAsync("api/download", Cancellation);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, Cancellation);
        goOn.SetResult();
        var second = new byte[6];
        await body.ReadExactlyAsync(second, Cancellation);

        var end = body.ReadAsync(new byte[1], Cancellation).AsTask();
        await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        Assert.False(end.IsCompleted);
        finish.SetResult();

        Assert.Equal(0, await end);
        Assert.Equal(("first", "second"), (Encoding.UTF8.GetString(first), Encoding.UTF8.GetString(second)));
    }

    [Fact]
    public async Task Answer_that_the_worker_cuts_is_cut_for_the_caller()
    {
        var fault = await Record.ExceptionAsync(() => running.Client.GetStringAsync("api/half", Cancellation));

        Assert.IsType<HttpRequestException>(fault);
    }

    [Fact]
    public async Task Function_that_throws_is_an_empty_500_even_if_the_workers_server_answered_something_else()
    {
        running.App.Answer = _ => Task.FromResult(TestApp.Thrown("something unexpected"));

        using var answer = await running.Client.GetAsync("api/orders/empty", Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Request_that_the_worker_dies_with_is_an_empty_500_and_is_not_sent_again()
    {
        running.App.Answer = TestApp.Hangs;

        using var answer = await running.Client.PostAsync("api/dying", null, Cancellation);
        await RunningApp.UntilAsync(() => running.Host.Worker.Starts == 2);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Single(running.App.Calls);
    }

    [Fact]
    public async Task Caller_who_goes_away_cancels_the_invocation_and_the_request()
    {
        running.App.Answer = TestApp.Hangs;
        using var gone = new CancellationTokenSource();
        var call = running.Client.GetAsync("api/endless", gone.Token);
        await RunningApp.UntilAsync(() => running.App.Calls.Count == 1);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await RunningApp.UntilAsync(() => !running.App.Cancelled.IsEmpty);

        Assert.Equal(running.App.Calls.Single().InvocationId, Assert.Single(running.App.Cancelled));
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Equal(1, running.Host.Worker.Starts);
    }

    [Fact]
    public async Task Host_listens_on_the_loopback_interface_only()
    {
        using var other = new TcpClient(AddressFamily.InterNetworkV6);

        var fault = await Record.ExceptionAsync(() =>
            other.ConnectAsync(IPAddress.IPv6Loopback, running.Host.BaseAddress.Port, Cancellation).AsTask());

        Assert.IsType<SocketException>(fault);
    }

    /// <summary>The worker's own server: some paths do what their names say, all others tell the request.</summary>
    private async Task ServeAsync(HttpContext context)
    {
        switch (context.Request.Path.Value!.ToUpperInvariant())
        {
            case "/API/UPLOAD":
                var piece = new byte[64 * 1024];
                while (await context.Request.Body.ReadAsync(piece, Cancellation) is > 0 and var count)
                    Interlocked.Add(ref uploaded, count);
                break;
            case "/API/DOWNLOAD":
                await context.Response.WriteAsync("first", Cancellation);
                await context.Response.Body.FlushAsync(Cancellation);
                await goOn.Task;
                await context.Response.WriteAsync("second", Cancellation);
                break;
            case "/API/HALF":
                await context.Response.WriteAsync("half", Cancellation);
                await context.Response.Body.FlushAsync(Cancellation);
                context.Abort();
                break;
            case "/API/DYING":
                running.Host.Worker.Kill();
                context.Abort();
                break;
            case "/API/ENDLESS":
                context.RequestAborted.Register(aborted.SetResult);
                await aborted.Task;
                break;
            case "/API/ORDERS/EMPTY":
                break;
            default:
                await EchoAsync(context);
                break;
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var told = new JsonObject
        {
            ["url"] = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            ["headers"] = new JsonObject(context.Request.Headers.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value.ToString()))),
            ["body"] = await body.ReadToEndAsync(Cancellation),
        };
        context.Response.StatusCode = context.Request.Path.Value!.EndsWith("/teapot", StringComparison.Ordinal) ? 418 : 200;
        context.Response.Headers["x-kind"] = "echo";
        await context.Response.WriteAsync(told.ToJsonString(), Cancellation);
    }
}
