using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class HttpForwardingTests(TestServers servers) : IAsyncLifetime
{
    private RunningApp running = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => running = await RunningApp.StartAsync(servers, new TestApp()
        .Http("List", "orders")
        .Http("Create", "orders", """["post"]""")
        .Http("One", "orders/{id}")
        .Http("Numbered", "numbered/{id:int}")
        .Http("Teapot", "teapot")
        .Http("Upload", "upload", """["post"]""")
        .Http("Download", "download")
        .Function(
            "Anything",
            """{ "type": "httpTrigger", "direction": "in", "name": "req" }, { "type": "http", "direction": "out", "name": "res" }"""));

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
    public async Task Request_arrives_as_it_was_sent_with_the_hosts_headers_added()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/orders?a=1&a=2&b=%2F%20x")
        {
            Content = new StringContent("{\"dryRun\":true}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "key-1");
        request.Headers.Add("X-Azure-Functions-InvocationId", "forged");
        request.Headers.Host = "treasury.example";

        using var answer = await running.Client.SendAsync(request, Cancellation);

        var call = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var headers = call.GetProperty("headers");
        Assert.Equal("/api/orders?a=1&a=2&b=%2F%20x", call.GetProperty("url").GetString());
        Assert.Equal("{\"dryRun\":true}", call.GetProperty("body").GetString());
        Assert.Equal("key-1", headers.GetProperty("idempotency-key").GetString());
        Assert.Equal("treasury.example", headers.GetProperty("host").GetString());
        Assert.Equal("application/json; charset=utf-8", headers.GetProperty("content-type").GetString());
        Assert.Equal("15", headers.GetProperty("content-length").GetString());
        Assert.True(Guid.TryParse(headers.GetProperty("x-azure-functions-invocationid").GetString(), out _));
        Assert.StartsWith("4.", headers.GetProperty("x-azure-functions-hostversion").GetString(), StringComparison.Ordinal);
        Assert.Equal("echo", Assert.Single(answer.Headers.GetValues("x-kind")));
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
        await RunningApp.UntilAsync(() => running.App.Text("pieces").Length > 0);
        await pipe.Writer.WriteAsync("second"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();

        Assert.Equal(HttpStatusCode.OK, (await sending).StatusCode);
        Assert.Equal(first.Length + 6, running.App.Text("pieces").Length);
    }

    [Fact]
    public async Task Answer_is_streamed()
    {
        await using var body = await running.Client.GetStreamAsync("api/download", Cancellation);
        var first = new byte[5];
        await body.ReadExactlyAsync(first, Cancellation);

        running.App.Tell("go-on", "");
        using var rest = new StreamReader(body);

        Assert.Equal("first", Encoding.UTF8.GetString(first));
        Assert.Equal("second", await rest.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Host_listens_on_the_loopback_interface_only()
    {
        using var other = new TcpClient(AddressFamily.InterNetworkV6);

        var fault = await Record.ExceptionAsync(() =>
            other.ConnectAsync(IPAddress.IPv6Loopback, running.Host.BaseAddress.Port, Cancellation).AsTask());

        Assert.IsType<SocketException>(fault);
    }
}
