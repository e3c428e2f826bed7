using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Functions.Http;
using BuyOrder.Local.Worker;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The built app against the contract of an isolated worker, as the Functions host keeps it.</summary>
public sealed class ConformanceTests(AppFixture running) : IClassFixture<AppFixture>
{
    private const int CallsAtOnce = 2_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HostCalls Host => running.App.Host;

    [Fact]
    public async Task Batch_with_its_arrays_is_recorded()
    {
        var before = await TotalAsync();

        Assert.Equal(InvocationResult.Success, await Host.DeliverAsync(SampleRevenue.Sales("batch", 3)));

        Assert.Equal(before + 37.50m, await TotalAsync());
    }

    [Fact]
    public async Task Admin_call_brings_one_message_without_arrays_and_is_recorded()
    {
        var before = await TotalAsync();

        var result = await Host.InvokeAsync("RecordRevenue", HostInvocations.AdminCall(SampleRevenue.Sale("admin")));

        Assert.Equal(InvocationResult.Success, result);
        Assert.Equal(before + 12.50m, await TotalAsync());
    }

    [Fact]
    public async Task Times_without_a_zone_are_utc_and_what_stands_beside_a_message_is_kept_with_it()
    {
        var junk = "not a message at all"u8.ToArray();

        Assert.Equal(InvocationResult.Success, await Host.DeliverAsync([junk], deliveryCount: 4));

        var kept = await running.App.Client.GetObjectAsync(
            $"/api/revenue/rejected/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(junk))}");
        Assert.Equal(
            (new DateTimeOffset(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero), "m-0", 4),
            (kept["enqueuedAt"]!.GetValue<DateTimeOffset>(), kept["messageId"]!.GetValue<string>(), kept["deliveryCount"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("ScheduledBuyOrder", false)]
    [InlineData("ScheduledBuyOrder", true)]
    [InlineData("SettleBuyOrders", false)]
    [InlineData("SettleBuyOrders", true)]
    public async Task Timer_succeeds_with_and_without_a_status(string function, bool isFirstAndPastDue)
    {
        var invocation = isFirstAndPastDue
            ? HostInvocations.Timer(HostInvocations.FirstScheduleStatus(), isPastDue: true)
            : HostInvocations.Timer();

        Assert.Equal(InvocationResult.Success, await Host.InvokeAsync(function, invocation));
    }

    [Fact]
    public async Task Broken_messages_never_stop_their_neighbours()
    {
        var before = await TotalAsync();
        var queue = new HostQueue(running.App);
        queue.Send(SampleRevenue.Sale("among-1"), [], "nonsense"u8.ToArray(), [0xFF, 0xFE]);
        queue.Send("""{"id":"among-x"}"""u8.ToArray(), SampleRevenue.Sale("among-2"));

        Assert.Equal(InvocationResult.Success, await queue.DeliverAsync());

        Assert.Equal(before + 25.00m, await TotalAsync());
        Assert.Equal((6, 0), (queue.Completed, queue.DeadLetters));
    }

    [Fact]
    public async Task Completed_batch_that_comes_again_counts_once()
    {
        var batch = SampleRevenue.Sales("again", 20).ToList();
        var queue = new HostQueue(running.App);
        queue.Send(batch);
        Assert.Equal(InvocationResult.Success, await queue.DeliverAsync());
        var once = await TotalAsync();

        queue.Send(batch);
        Assert.Equal(InvocationResult.Success, await queue.DeliverAsync());

        Assert.Equal(once, await TotalAsync());
    }

    [Fact]
    public async Task Batches_at_once_are_all_recorded()
    {
        var before = await TotalAsync();
        var calls = 16 * Environment.ProcessorCount;

        var results = await Task.WhenAll(Enumerable.Range(0, calls).Select(call => Host.DeliverAsync(SampleRevenue.Sales($"parallel-{call}", 5))));

        Assert.All(results, result => Assert.Equal(InvocationResult.Success, result));
        Assert.Equal(before + (calls * 5 * 12.50m), await TotalAsync());
    }

    [Fact]
    public async Task Batch_of_a_hundred_of_the_largest_messages_is_not_too_large_a_call()
    {
        var large = Enumerable.Range(0, 100).Select(number => Encoding.UTF8.GetBytes($"{number}".PadRight(256 * 1024, 'x')));

        Assert.Equal(InvocationResult.Success, await Host.DeliverAsync(large));
    }

    [Fact]
    public async Task Two_thousand_calls_at_once_are_all_answered()
    {
        var began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, CallsAtOnce).Select(async _ =>
        {
            using var answer = await running.App.Client.GetAsync(new Uri("/api/health/live", UriKind.Relative), Cancellation);
            return answer.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        TestContext.Current.TestOutputHelper!.WriteLine($"Counted: {CallsAtOnce} calls at once in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s.");
    }

    [Fact]
    public async Task Body_that_is_not_json_is_a_problem_that_passes_the_host_unchanged()
    {
        var (answer, problem) = await running.App.Client.SendForObjectAsync("POST", "/api/buy-orders", "{nonsense");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(["body"], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Admin_call_is_accepted_and_its_message_counts_soon()
    {
        var before = await TotalAsync();
        var input = JsonValue.Create(Encoding.UTF8.GetString(SampleRevenue.Sale("by-admin")));
        using var body = new StringContent(new JsonObject { ["input"] = input }.ToJsonString(), Encoding.UTF8, "application/json");

        using var accepted = await running.App.Client.PostAsync(new Uri("/admin/functions/RecordRevenue", UriKind.Relative), body, Cancellation);
        using var unknown = await running.App.Client.PostAsync(new Uri("/admin/functions/NoSuchFunction", UriKind.Relative), body, Cancellation);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.NotFound), (accepted.StatusCode, unknown.StatusCode));
        while (await TotalAsync() == before)
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        Assert.Equal(before + 12.50m, await TotalAsync());
    }

    private Task<decimal> TotalAsync() => running.App.TotalRevenueAsync();
}
