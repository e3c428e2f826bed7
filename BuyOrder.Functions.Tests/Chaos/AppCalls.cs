using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BuyOrder.Local.Worker;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>Calls on one instance as timers, queue and operators make them. A call that fails is made again some other time.</summary>
internal sealed class AppCalls(ChaosApp chaos, Storm storm)
{
    /// <summary>What a caller waits after a failure.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private Task current = Task.CompletedTask;

    /// <summary>Answers that no outage explains: an unexpected exception.</summary>
    public List<string> Surprises { get; } = [];

    /// <summary>A call of this kind is still on its way.</summary>
    public bool IsBusy => !current.IsCompleted;

    public Task Current => current;

    public void Start(Func<AppCalls, Task> call) => current = call(this);

    public Task<bool> TickAsync() => InvokeAsync("SettleBuyOrders", chaos.App.Host.FireAsync("SettleBuyOrders"));

    public Task<bool> ScheduleAsync() => InvokeAsync("ScheduledBuyOrder", chaos.App.Host.FireAsync("ScheduledBuyOrder"));

    public Task<bool> RecordAsync(IReadOnlyList<byte[]> batch) => InvokeAsync("RecordRevenue", chaos.App.Host.DeliverAsync(batch));

    /// <summary>A run by hand; true when there is an order of this key now.</summary>
    public async Task<bool> OrderAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/buy-orders", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent("{}", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        try
        {
            using var answer = await chaos.App.Client.SendAsync(request, TestContext.Current.CancellationToken);
            if (answer.StatusCode is HttpStatusCode.Accepted)
                return true;
            if (!await MayComeOfAFaultAsync(answer))
                Surprise($"order {key}", $"status {(int)answer.StatusCode}");
        }
        catch (Exception lost) when (IsLost(lost))
        {
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
        return false;
    }

    private async Task<bool> InvokeAsync(string function, Task<InvocationResult> invoking)
    {
        var result = await invoking;
        if (result.Succeeded)
            return true;
        if (FailedForGood(function))
            Surprise(function, result.Reason);
        await Task.Delay(Pause, TestContext.Current.CancellationToken);
        return false;
    }

    /// <summary>The app's log tells an exception that no outage explains from one that passes.</summary>
    private bool FailedForGood(string function) =>
        chaos.LastLines.Any(line => line.Contains($"Error {function}: Failed", StringComparison.Ordinal));

    /// <summary>No order now, an outage, or the host's word for a worker that died, which is an empty answer.</summary>
    private static async Task<bool> MayComeOfAFaultAsync(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable
        || (answer.StatusCode is HttpStatusCode.InternalServerError
            && (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length == 0);

    /// <summary>The instance died, or the client's time was up.</summary>
    private static bool IsLost(Exception exception) =>
        exception is HttpRequestException
        || (exception is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested);

    private void Surprise(string what, string answer)
    {
        lock (Surprises)
            Surprises.Add($"{what}: {answer}\n{string.Join('\n', chaos.LastLines.TakeLast(20))}");
        storm.Tell($"{chaos.Name} answers {what} with {answer}");
    }
}
