using System.Text.Json;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Testing.Nodes;

/// <summary>A loopback HTTP server that answers as a test says: with faults that no real node shows on demand.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    public static readonly JsonRpcOptions OneAttempt = new() { MaxReadAttempts = 1 };

    private readonly WebApplication _server;
    private readonly HttpClient _http = new();
    private readonly List<JsonElement> _requests = [];

    private FakeNode(WebApplication server) => _server = server;

    public Uri Endpoint => new(_server.Urls.Single());

    /// <summary>The bodies that came, in their order.</summary>
    public IReadOnlyList<JsonElement> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public static async Task<FakeNode> StartAsync(Func<HttpContext, JsonElement, Task> answer)
    {
        var node = new FakeNode(LoopbackApp.Create());
        node._server.MapPost("/{**path}", async (HttpContext context) => await node.AnswerAsync(context, answer));
        await node._server.StartAsync(TestRun.Cancellation);
        return node;
    }

    /// <summary>Answers every request with this body.</summary>
    public static Task<FakeNode> StartAsync(string body) => StartAsync((context, _) => context.Response.WriteAsync(body));

    /// <summary>Answers every request with this HTTP status.</summary>
    public static Task<FakeNode> StartAsync(int status) => StartAsync((context, _) => Respond(context, status));

    /// <summary>Answers every call with the result that its method has here, JSON text.</summary>
    public static Task<FakeNode> StartAsync(IReadOnlyDictionary<string, string> results) =>
        StartAsync((context, request) => context.Response.WriteAsync(Results(request, results)));

    public static Task Respond(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Answers nothing until the client has gone.</summary>
    public static async Task StaySilentAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public JsonRpcNode Client(JsonRpcOptions? options = null, TimeProvider? time = null, string path = "") =>
        new(_http, new Uri(Endpoint, path), options ?? OneAttempt, time ?? TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, JsonElement, Task> answer)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var request = document.RootElement.Clone();
        lock (_requests)
        {
            _requests.Add(request);
        }

        await answer(context, request);
    }

    private static string Results(JsonElement request, IReadOnlyDictionary<string, string> results) =>
        request.ValueKind == JsonValueKind.Array
            ? $"[{string.Join(',', request.EnumerateArray().Select(one => Results(one, results)))}]"
            : $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{results[request.GetProperty("method").GetString()!]}}}""";
}
