using System.Globalization;
using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Benchmarks.Tables;
using BuyOrder.Ledger.Opening;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>Writer processes on one ledger: nothing lost, nothing twice, the chain of blocks whole, and how much is left of one writer's throughput.</summary>
internal sealed class ContentionBenchmark : IBenchmark
{
    private const int RoundCount = 3;
    private const int Messages = 16_000;
    private const double LeastOfOneWriter = 0.5;

    private static readonly int[] BatchSizes = [1_000, 100];
    private static readonly int[] WriterCounts = [1, 2, 4, 8];

    /// <summary>As many instances as a busy queue may start; one round each, as their start alone takes minutes of a small machine.</summary>
    private static readonly int[] ManyWriters = [1, 16, 40, 100];
    private const int BatchOfTheQueue = 100;

    public string Name => "contention";

    public string Summary => "1, 2, 4 and 8 processes that write to one ledger, then 16, 40 and 100 in one round; beside one of them";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        foreach (var batch in BatchSizes)
            lines.AddRange(await CompareAsync(WriterCounts, batch, RoundCount, servers, cancellation));
        lines.AddRange((await CompareAsync(ManyWriters, BatchOfTheQueue, 1, servers, cancellation)).Select(line => line with { Aim = null }));
        return lines;
    }

    private static async Task<List<Line>> CompareAsync(int[] writers, int batch, int rounds, TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        var costs = writers.ToDictionary(count => count, _ => new List<(int Refused, double Cpu)>());
        var series = await Rounds.RunAsync(rounds, [.. writers.Select(count =>
            (Func<Task<double>>)(() => MeasureAsync(count, batch, costs[count], servers, cancellation)))]);
        foreach (var (count, entries) in writers.Zip(series))
        {
            var name = $"{count} writers, batches of {batch}";
            lines.Add(Line.Of(name, "entries/s", entries, "of one writer", series[0], count == writers[^1] ? Aim.Least(LeastOfOneWriter) : null));
            lines.Add(new Line(name, "refused transactions per 1000 entries", costs[count].Average(cost => cost.Refused) * 1000 / Messages));
            lines.Add(new Line(name, "µs of a core per entry, all writers", costs[count].Average(cost => cost.Cpu) * 1000 / Messages));
        }
        return lines;
    }

    private static async Task<double> MeasureAsync(
        int count, int batch, List<(int Refused, double Cpu)> costs, TestServers servers, CancellationToken cancellation)
    {
        await using var tables = await FreshTables.NewAsync(servers);
        var goFile = Path.Combine(Path.GetTempPath(), $"{tables.Prefix}.go");
        var writers = new List<ChildProcess>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                writers.Add(WriterProcess.Start(servers.Children, new WriterProcess.Assignment(
                    tables.Connection, tables.Prefix, i, Messages / count, batch, LedgerOptions.DefaultShardCount, goFile)));
            }
            foreach (var writer in writers)
                await WriterProcess.WaitUntilReadyAsync(writer, cancellation);
            var (refused, cpu) = (0, 0.0);
            var throughput = await Rounds.PerSecondAsync(Messages, async () =>
            {
                await File.WriteAllTextAsync(goFile, "", cancellation);
                foreach (var writer in writers)
                {
                    var done = await WriterProcess.WaitUntilDoneAsync(writer, cancellation);
                    (refused, cpu) = (refused + done.Refused, cpu + done.CpuMilliseconds);
                }
            });
            costs.Add((refused, cpu));
            await CheckAsync(tables, count);
            return throughput;
        }
        finally
        {
            foreach (var writer in writers)
                await writer.DisposeAsync();
            File.Delete(goFile);
        }
    }

    /// <summary>The sum is that of the messages, each counts once, and the chain holds.</summary>
    private static async Task CheckAsync(FreshTables tables, int writers)
    {
        var expected = Enumerable.Range(0, writers).SelectMany(i => SampleMessages.Create(Messages / writers, 1, $"pay{i}")).Sum(SampleMessages.Value);
        using var system = new LedgerSystem(tables.Store, LedgerOptions.DefaultShardCount);
        var totals = await system.TotalsAsync();
        if ((totals.Entries, totals.Total.Cents / 100m) != (Messages, expected))
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"{totals.Entries} entries of {totals.Total} ZAR instead of {Messages} of {expected}."));
        }
        await LedgerAudit.CheckAsync(tables.Store, totals);
    }
}
