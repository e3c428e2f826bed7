using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>Calls on one handler as timers, queue and operators make them. A call that fails is made again some other time.</summary>
internal sealed class HandlerCalls(ChaosHandler handler, Storm storm)
{
    /// <summary>What a caller waits after a failure.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private Task current = Task.CompletedTask;

    /// <summary>Answers that no outage explains: an unexpected exception.</summary>
    public List<string> Surprises { get; } = [];

    /// <summary>A call of this kind is still on its way.</summary>
    public bool IsBusy => !current.IsCompleted;

    public Task Current => current;

    public void Start(Func<HandlerCalls, Task> call) => current = call(this);

    public Task<bool> TickAsync() => InvokeAsync("SettleBuyOrders", HostEnvelope.Timer("timer"));

    public Task<bool> ScheduleAsync() => InvokeAsync("ScheduledBuyOrder", HostEnvelope.Timer("timer"));

    public Task<bool> RecordAsync(IReadOnlyList<byte[]> batch) =>
        InvokeAsync("RecordRevenue", HostEnvelope.QueueBatch("messages", batch));

    /// <summary>A run by hand; true when there is an order of this key now.</summary>
    public async Task<bool> OrderAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/buy-orders", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var answer = await handler.Handler.Client.SendAsync(request, TestContext.Current.CancellationToken);
            if (answer.StatusCode is HttpStatusCode.Accepted)
                return true;
            if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
                Surprise($"order {key}", $"status {(int)answer.StatusCode}");
        }
        catch (Exception lost) when (IsLost(lost))
        {
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
        return false;
    }

    private async Task<bool> InvokeAsync(string function, JsonObject envelope)
    {
        try
        {
            var verdict = await handler.Handler.Host.InvokeAsync(function, envelope);
            if (verdict.Outcome == HostOutcome.Succeeded)
                return true;
            if (verdict.Outcome != HostOutcome.Failed || verdict.Reason == "status 500")
                Surprise(function, $"{verdict.Outcome} {verdict.Reason}");
        }
        catch (Exception lost) when (IsLost(lost))
        {
            // As any other call that failed.
        }
        await Task.Delay(Pause, TestContext.Current.CancellationToken);
        return false;
    }

    /// <summary>The instance died, or the client's time was up.</summary>
    private static bool IsLost(Exception exception) =>
        exception is HttpRequestException
        || (exception is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested);

    private void Surprise(string what, string answer)
    {
        lock (Surprises)
            Surprises.Add($"{what}: {answer}\n{string.Join('\n', handler.LastLines.TakeLast(20))}");
        storm.Tell($"{handler.Name} answers {what} with {answer}");
    }
}
