using System.Diagnostics;
using System.Text.Json;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.App;

/// <summary>
/// The published app takes 100 000 messages from the queue as the host brings them, then answers what people ask. Counted: requests to storage,
/// and the most memory of the worker up to there.
/// </summary>
internal sealed class LoadBenchmark : IBenchmark
{
    private const int Messages = 100_000;
    private const int Days = 30;
    private const int BatchSize = 100;
    private const int BatchesAtOnce = 2;
    private const int JunkBatches = 3;
    private const int JunkBytes = 256 * 1024;
    private const double MostMegabytes = 200;
    private const double MostMegabytesWithJunk = 300;

    private static readonly (string Name, string Path)[] Questions =
    [
        ("metrics", "/api/metrics"),
        ("available revenue", "/api/revenue/available"),
        ("first page of entries", "/api/revenue?pageSize=50"),
        ("daily totals of a month", "/api/revenue/daily?from=2026-11-01&to=2026-12-01"),
        ("verification", "/api/ledger/verify"),
        ("export", "/api/export/revenue.csv"),
    ];

    public string Name => "load";

    public string Summary => $"{Messages} messages through the published app's queue function on Azurite, then its answers: requests and memory";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        using var apps = await PublishedApps.PublishAsync(servers.Children, cancellation);
        var azurite = await servers.AzuriteAsync();
        var requests = 0;
        await using var counter = await FaultProxy.StartAsync(
            new Uri($"http://127.0.0.1:{azurite.Port}"),
            () =>
            {
                Interlocked.Increment(ref requests);
                return Fault.None;
            },
            null,
            cancellation);
        await using var app = await apps.StartAppAsync(
            servers.Children, Azurite.ConnectionStringFor($"{counter.Address}{Azurite.AccountName}"), cancellation);
        var lines = new List<Line>();

        await CountAsync($"recording {Messages} messages", MostMegabytes, () => DeliverAsync(app, SampleMessages.Create(Messages, Days).Chunk(BatchSize)));
        foreach (var (name, path) in Questions)
            await CountAsync(name, MostMegabytes, () => AskAsync(app.Client, path, cancellation));
        await CountAsync(
            $"{JunkBatches} batches of {BatchSize} times {JunkBytes / 1024} KiB that are no messages", MostMegabytesWithJunk, () => DeliverAsync(app, Junk()));
        return lines;

        async Task CountAsync(string name, double mostMegabytes, Func<Task> act)
        {
            Volatile.Write(ref requests, 0);
            var began = Stopwatch.GetTimestamp();
            await act();
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            lines.Add(new Line(name, "requests to storage", Volatile.Read(ref requests)));
            lines.Add(new Line(name, "seconds", seconds));
            lines.Add(new Line(name, "MB at most up to here", ProcessMemory.PeakMegabytes(app.Process.Id), Aim: Aim.Most(mostMegabytes)));
        }
    }

    private static async Task DeliverAsync(HostedApp app, IEnumerable<byte[][]> batches)
    {
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce }, async (batch, _) =>
        {
            var result = await app.Host.DeliverAsync(batch);
            if (!result.Succeeded)
                throw new InvalidOperationException($"A batch was not taken: {result.Reason}");
        });
    }

    /// <summary>Asks until there is no next page of an answer that must be read to its end.</summary>
    private static async Task AskAsync(HttpClient client, string path, CancellationToken cancellation)
    {
        for (string? next = path; next is not null;)
        {
            using var answer = await client.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute), HttpCompletionOption.ResponseHeadersRead, cancellation);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            if (!path.EndsWith("/verify", StringComparison.Ordinal))
            {
                await body.CopyToAsync(Stream.Null, cancellation);
                return;
            }
            using var json = await JsonDocument.ParseAsync(body, default, cancellation);
            next = json.RootElement.TryGetProperty("nextLink", out var link) ? link.GetString() : null;
        }
    }

    private static IEnumerable<byte[][]> Junk()
    {
        for (var batch = 0; batch < JunkBatches; batch++)
        {
            var number = batch;
            yield return [.. Enumerable.Range(0, BatchSize).Select(i => Bytes(number * BatchSize + i))];
        }
    }

    private static byte[] Bytes(int seed)
    {
        var junk = new byte[JunkBytes];
        new Random(seed).NextBytes(junk);
        return junk;
    }
}
