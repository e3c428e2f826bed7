using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Benchmarks.Tables;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>Metrics and available revenue at growing sizes of the ledger, beside bare reads of the rows that they read.</summary>
internal sealed class TotalsBenchmark : IBenchmark
{
    private const int Small = 1_000;
    private const int Million = 1_000_000;
    private const int LoadedAtOnce = 10_000;
    private const int CallsPerRound = 40;
    private const int MemoryCallsPerRound = 400;
    private const int RoundCount = 9;
    private const double MostBesideBare = 1.2;

    /// <summary>The totals themselves have more digits.</summary>
    private const double MostBytes = 1.05;

    private static readonly int[] Sizes = [Small, 10_000, 100_000];
    private static readonly string[] Functions = ["GetMetrics", "GetAvailableRevenue"];

    public string Name => "totals";

    public string Summary => "metrics and available revenue from 1 000 to 1 000 000 entries; beside bare reads of the same rows";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        (long Requests, long Bytes) first = default;
        foreach (var size in Sizes)
            first = await AtAsync(size, first, servers, lines, cancellation);
        await InMemoryAsync(lines, cancellation);
        return lines;
    }

    private static async Task<(long Requests, long Bytes)> AtAsync(
        int size, (long Requests, long Bytes) first, TestServers servers, List<Line> lines, CancellationToken cancellation)
    {
        await using var tables = await FreshTables.NewAsync(servers);
        using var counter = new RequestCounter();
        using var http = new HttpClient(counter);
        using var transport = new HttpClientTransport(http);
        var options = new StorageOptions { ConnectionString = tables.Connection, TablePrefix = tables.Prefix };
        var seen = new ConcurrentQueue<(string Table, string Partition, string Key)>();
        var remembered = new TableTap(new AzureTableStore(options, StorageRetry.Default, transport))
        {
            OnRead = (table, partition, key) => seen.Enqueue((table, partition, key)),
        };
        await using var app = await InProcessApp.StartAsync(remembered, cancellation);
        await FillAsync(app, size, cancellation);
        await CallAsync(app, cancellation);

        counter.Reset();
        seen.Clear();
        var reads = new List<IReadOnlyList<(string Table, string Partition, string Key)>>();
        foreach (var function in Functions)
        {
            await app.GetAsync(function, Stream.Null, cancellation);
            reads.Add([.. seen]);
            seen.Clear();
        }
        var (requests, bytes) = (counter.Requests, counter.Bytes);
        var bare = reads.SelectMany(call => call).Select(read => read.Table).Distinct()
            .ToDictionary(name => name, name => tables.Bare(name, transport));

        var series = await Rounds.RunAsync(
            RoundCount,
            () => MillisecondsAsync(CallsPerRound, () => CallAsync(app, cancellation)),
            () => MillisecondsAsync(CallsPerRound, () => ReadAsync(bare, reads, cancellation)));
        lines.Add(Line.Of($"{size} entries", "ms", series[0], "ms of the bare reads", series[1], Aim.Most(MostBesideBare)));
        lines.Add(new Line($"{size} entries", "requests", requests, first == default ? null : $"at {Small}", first == default ? null : first.Requests,
            first == default ? null : (double)requests / first.Requests, first == default ? null : Aim.Most(1)));
        lines.Add(new Line($"{size} entries", "bytes read", bytes, first == default ? null : $"at {Small}", first == default ? null : first.Bytes,
            first == default ? null : (double)bytes / first.Bytes, first == default ? null : Aim.Most(MostBytes)));
        return first == default ? (requests, bytes) : first;
    }

    private static async Task InMemoryAsync(List<Line> lines, CancellationToken cancellation)
    {
        await using var small = await InProcessApp.StartAsync(new MemoryTableStore(), cancellation);
        await FillAsync(small, Small, cancellation);
        await using var large = await InProcessApp.StartAsync(new MemoryTableStore(), cancellation);
        await FillAsync(large, Million, cancellation);
        var series = await Rounds.RunAsync(
            RoundCount,
            () => MillisecondsAsync(MemoryCallsPerRound, () => CallAsync(large, cancellation)),
            () => MillisecondsAsync(MemoryCallsPerRound, () => CallAsync(small, cancellation)));
        lines.Add(Line.Of($"{Million} entries, tables in memory", "ms", series[0], $"ms at {Small}", series[1], Aim.Most(MostBesideBare)));
    }

    private static async Task FillAsync(InProcessApp app, int size, CancellationToken cancellation)
    {
        await app.RecordAsync(EveryTotal.Messages, cancellation);
        for (var entries = EveryTotal.Messages.Count; entries < size; entries += LoadedAtOnce)
            await app.RecordAsync(SampleMessages.Create(Math.Min(LoadedAtOnce, size - entries), 1, $"pay{entries}"), cancellation);
    }

    private static async Task CallAsync(InProcessApp app, CancellationToken cancellation)
    {
        foreach (var function in Functions)
            await app.GetAsync(function, Stream.Null, cancellation);
    }

    /// <summary>The rows of each call all at once, as the calls read them.</summary>
    private static async Task ReadAsync(
        Dictionary<string, TableClient> tables,
        IReadOnlyList<IReadOnlyList<(string Table, string Partition, string Key)>> calls,
        CancellationToken cancellation)
    {
        foreach (var call in calls)
        {
            await Task.WhenAll(call.Select(read =>
                tables[read.Table].GetEntityIfExistsAsync<TableEntity>(read.Partition, read.Key, null, cancellation)));
        }
    }

    private static async Task<double> MillisecondsAsync(int calls, Func<Task> call)
    {
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            await call();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds / calls;
    }
}
