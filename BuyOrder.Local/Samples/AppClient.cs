using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using BuyOrder.Local.Servers;

namespace BuyOrder.Local.Samples;

/// <summary>Calls the app's own HTTP API like any client, and patiently: a worker may be killed at any time here.</summary>
internal sealed class AppClient(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public Task<JsonElement> MetricsAsync(CancellationToken cancellation) => GetAsync("api/metrics", cancellation);

    /// <summary>Places an order by hand; the answer tells the outcome of the run, and the order if there is one.</summary>
    public Task<JsonElement> PlaceOrderAsync(string key, CancellationToken cancellation) => SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "api/buy-orders");
            request.Headers.Add("Idempotency-Key", key);
            return request;
        },
        cancellation);

    /// <summary>Waits until the order is completed or has failed.</summary>
    /// <exception cref="ServerStartException">It does not end.</exception>
    public async Task<JsonElement> WaitForEndAsync(string id, Action<string> onPhase, CancellationToken cancellation)
    {
        var phase = "";
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancellation))
        {
            var order = await GetAsync($"api/buy-orders/{Uri.EscapeDataString(id)}", cancellation);
            if (order.GetProperty("phase").ToString() is var now && now != phase)
                onPhase(phase = now);
            if (order.GetProperty("status").GetString() is not "pending")
                return order;
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new ServerStartException($"Order {id} is still {phase} after {Patience.TotalMinutes:0} minutes.");
        }
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    /// <summary>Everything here may be sent again: reads, and a run that its key makes the same run.</summary>
    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellation)
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancellation))
        {
            using var message = request();
            using var answer = await http.SendAsync(message, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (answer.IsSuccessStatusCode)
                return JsonElement.Parse(body);
            // A worker that died with the call leaves an empty 500; one that has a fault of its own says something.
            var mayPass = answer.StatusCode is HttpStatusCode.ServiceUnavailable
                || (answer.StatusCode is HttpStatusCode.InternalServerError && body.Length == 0);
            if (mayPass && Stopwatch.GetElapsedTime(started) < Patience)
                continue;
            throw new HttpRequestException(
                $"{message.Method} {message.RequestUri} answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(body)}");
        }
    }
}
