using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The built executable under the largest batches that a queue can bring: what the operating system says of its memory.</summary>
public sealed class HandlerMemoryTests(TestServers servers)
{
    private const string Queue = "RecordRevenue";
    private const int BatchSize = 100;
    private const int JunkBytes = 256 * 1024;
    private const long Megabyte = 1024 * 1024;
    private const long MostAtAnyTime = 200 * Megabyte;
    private const long MostAfterwards = 150 * Megabyte;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_batches_of_the_largest_junk_at_once_are_kept_and_the_process_stays_small()
    {
        await using var handler = await HostedApp.StartAsync(servers);
        JsonObject[] batches =
        [
            HostEnvelope.QueueBatch("messages", [.. Enumerable.Range(0, BatchSize).Select(Bytes)]),
            HostEnvelope.Of("messages", HostEnvelope.Array([.. Enumerable.Range(0, BatchSize).Select(i => JsonValue.Create(Text(i)))])),
        ];

        var calls = batches.Select(batch => handler.Host.InvokeAsync(Queue, batch)).ToArray();
        var meanwhile = await handler.Host.InvokeAsync(Queue, HostEnvelope.QueueBatch("messages", [SampleRevenue.Sale("meanwhile")]));
        using var ping = await handler.Client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        var verdicts = await Task.WhenAll(calls);

        Assert.All(verdicts.Append(meanwhile), verdict => Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict));
        using var process = Process.GetProcessById(handler.Process.Id);
        Assert.InRange(process.PeakWorkingSet64, 0, MostAtAnyTime);
        Assert.InRange(await SettledAsync(process), 0, MostAfterwards);
        var metrics = JsonNode.Parse(await handler.Client.GetStringAsync(new Uri("/api/metrics", UriKind.Relative), Cancellation))!;
        Assert.Equal((2 * BatchSize, "12.50"), ((int)metrics["rejected"]!, (string?)metrics["totalRevenue"]));
        Assert.Equal(Convert.ToBase64String(Bytes(7)), (string?)(await FindAsync(handler, Bytes(7)))["bodyBase64"]);
        Assert.Equal(Text(7), (string?)(await FindAsync(handler, Encoding.UTF8.GetBytes(Text(7))))["body"]);
    }

    private static async Task<JsonNode> FindAsync(HostedApp handler, byte[] body)
    {
        var path = $"/api/revenue/rejected/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))}";
        using var answer = await handler.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }

    /// <summary>The memory that is left when it has stopped being too much, or has not in time.</summary>
    private static async Task<long> SettledAsync(Process process)
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation))
        {
            process.Refresh();
            if (process.WorkingSet64 <= MostAfterwards || Stopwatch.GetElapsedTime(began) > Patience)
                return process.WorkingSet64;
        }
    }

    private static byte[] Bytes(int seed)
    {
        var junk = new byte[JunkBytes];
        new Random(seed).NextBytes(junk);
        return junk;
    }

    /// <summary>Quotes and characters of several bytes: as text it takes seven and six bytes for one or two.</summary>
    private static string Text(int number) => $"{number} " + string.Concat(Enumerable.Repeat("\"é", JunkBytes / 3));
}
