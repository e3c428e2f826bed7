using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Local.Worker;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The built app under the largest batches that a queue can bring: what the operating system says of its memory.</summary>
public sealed class WorkerMemoryTests(TestServers servers)
{
    private const int BatchSize = 100;
    private const int JunkBytes = 256 * 1024;
    private const long Megabyte = 1024 * 1024;
    private const long MostAtAnyTime = 300 * Megabyte;

    /// <summary>What the worker may take in daily use; it stands at 140 before the first large batch, with ordinary messages alone.</summary>
    private const long MostAfterwards = 200 * Megabyte;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_batches_of_the_largest_junk_at_once_are_kept_and_the_process_stays_small()
    {
        await using var app = await HostedApp.StartAsync(servers);
        byte[][][] batches =
        [
            [.. Enumerable.Range(0, BatchSize).Select(Bytes)],
            [.. Enumerable.Range(0, BatchSize).Select(number => Encoding.UTF8.GetBytes(Text(number)))],
        ];

        var calls = batches.Select(batch => app.Host.DeliverAsync(batch)).ToArray();
        var meanwhile = await app.Host.DeliverAsync([SampleRevenue.Sale("meanwhile")]);
        using var ping = await app.Client.GetAsync(new Uri("/api/health/live", UriKind.Relative), Cancellation);
        var results = await Task.WhenAll(calls);

        Assert.All(results.Append(meanwhile), result => Assert.Equal(InvocationResult.Success, result));
        using var process = Process.GetProcessById(app.Process.Id);
        Assert.InRange(process.PeakWorkingSet64, 0, MostAtAnyTime);
        Assert.InRange(await SettledAsync(process), 0, MostAfterwards);
        var metrics = JsonNode.Parse(await app.Client.GetStringAsync(new Uri("/api/metrics", UriKind.Relative), Cancellation))!;
        Assert.Equal((2 * BatchSize, "12.50"), ((int)metrics["rejected"]!, (string?)metrics["totalRevenue"]));
        Assert.Equal(Convert.ToBase64String(Bytes(7)), (string?)(await FindAsync(app, Bytes(7)))["bodyBase64"]);
        Assert.Equal(Text(7), (string?)(await FindAsync(app, Encoding.UTF8.GetBytes(Text(7))))["body"]);
    }

    private static async Task<JsonNode> FindAsync(HostedApp app, byte[] body)
    {
        var path = $"/api/revenue/rejected/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))}";
        using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
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
