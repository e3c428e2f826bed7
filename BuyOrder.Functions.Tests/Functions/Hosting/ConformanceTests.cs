using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The built executable against the contract of a custom handler, as the Functions host keeps it.</summary>
public sealed class ConformanceTests(AppFixture running) : IClassFixture<AppFixture>
{
    private const string Queue = "RecordRevenue";

    private HostedApp Handler => running.Handler;

    public static TheoryData<bool, bool> Forms() => new() { { true, false }, { false, false }, { true, true }, { false, true } };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Batch_succeeds_whatever_way_its_length_is_told(bool isChunked, bool hasTraceParent)
    {
        var before = await TotalAsync();

        var verdict = await Handler.Host.InvokeAsync(
            Queue,
            HostEnvelope.QueueBatch("messages", [.. SampleRevenue.Sales($"form-{isChunked}-{hasTraceParent}", 3)]),
            new HostCalls.CallForm(isChunked, hasTraceParent));

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict);
        Assert.Equal(before + 37.50m, await TotalAsync());
    }

    public static TheoryData<string, string> Timers()
    {
        var data = new TheoryData<string, string>();
        foreach (var function in new[] { "ScheduledBuyOrder", "SettleBuyOrders" })
        {
            data.Add(function, HostEnvelope.Timer("timer").ToJsonString());
            data.Add(function, HostEnvelope.Timer("timer", HostEnvelope.FirstScheduleStatus(), isPastDue: true).ToJsonString());
            data.Add(function, HostEnvelope.Timer("other").ToJsonString());
            data.Add(function, """{"Data":{},"Metadata":{}}""");
            data.Add(function, """{"data":{"timer":"{}"},"unknown":[1,{}]}""");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Timers))]
    public async Task Timer_succeeds_in_every_form(string function, string envelope)
    {
        var verdict = await Handler.Host.InvokeAsync(function, JsonNode.Parse(envelope)!);

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict);
    }

    [Fact]
    public async Task Broken_messages_never_stop_their_neighbours()
    {
        var before = await TotalAsync();
        var queue = new HostQueue(Handler);
        queue.Send(SampleRevenue.Sale("among-1"), [], "nonsense"u8.ToArray(), [0xFF, 0xFE]);
        queue.Send("""{"id":"among-x"}"""u8.ToArray(), SampleRevenue.Sale("among-2"));

        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);

        Assert.Equal(before + 25.00m, await TotalAsync());
        Assert.Equal((6, 0), (queue.Completed, queue.DeadLetters));
    }

    [Fact]
    public async Task Completed_batch_that_comes_again_counts_once()
    {
        var batch = SampleRevenue.Sales("again", 20).ToList();
        var queue = new HostQueue(Handler);
        queue.Send(batch);
        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);
        var once = await TotalAsync();

        queue.Send(batch);
        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);

        Assert.Equal(once, await TotalAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"Data":{},"Metadata":{}}""")]
    public async Task Batch_without_messages_fails(string envelope)
    {
        var verdict = await Handler.Host.InvokeAsync(Queue, JsonNode.Parse(envelope)!);

        Assert.Equal(new HostVerdict(HostOutcome.Failed, "status 400"), verdict);
    }

    [Fact]
    public async Task Call_that_is_not_json_fails()
    {
        using var content = new StringContent("Data=1", Encoding.UTF8, "application/json");
        using var answer = await Handler.Client.PostAsync(new Uri($"/{Queue}", UriKind.Relative), content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Unknown_function_is_not_found()
    {
        var verdict = await Handler.Host.InvokeAsync("NoSuchFunction", HostEnvelope.Timer("timer"));

        Assert.Equal(new HostVerdict(HostOutcome.Failed, "status 404"), verdict);
    }

    [Fact]
    public async Task Calls_at_once_are_all_recorded()
    {
        var before = await TotalAsync();
        var calls = 16 * Environment.ProcessorCount;

        var verdicts = await Task.WhenAll(Enumerable.Range(0, calls).Select(call => Handler.Host.InvokeAsync(
            Queue, HostEnvelope.QueueBatch("messages", [.. SampleRevenue.Sales($"parallel-{call}", 5)]))));

        Assert.All(verdicts, verdict => Assert.Equal(HostOutcome.Succeeded, verdict.Outcome));
        Assert.Equal(before + (calls * 5 * 12.50m), await TotalAsync());
    }

    [Fact]
    public async Task Batch_of_the_largest_messages_is_not_too_large_a_call()
    {
        var large = Enumerable.Range(0, 100).Select(number => Encoding.UTF8.GetBytes($"{number}{new string('x', 256 * 1000)}")).ToArray();

        var verdict = await Handler.Host.InvokeAsync(Queue, HostEnvelope.QueueBatch("messages", large));

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<decimal> TotalAsync() => Handler.TotalRevenueAsync();
}
