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
    private const int Messages = 16_000;
    private const double LeastOfOneWriter = 0.5;
    private const int MaxProcesses = 10;

    private readonly int[] writers;
    private readonly int[] batchSizes;
    private readonly int rounds;

    private readonly Aim? aim;

    private ContentionBenchmark(string name, int[] writers, int[] batchSizes, int rounds, Aim? aim) =>
        (Name, this.writers, this.batchSizes, this.rounds, this.aim) = (name, writers, batchSizes, rounds, aim);

    /// <summary>As many instances as the template allows.</summary>
    public static ContentionBenchmark Few { get; } = new("contention", [1, 2, 4, 8], [1_000, 100], 3, Aim.Least(LeastOfOneWriter));

    /// <summary>More than that, in the queue's own batches: without an aim, as it shows why the template allows no more.</summary>
    public static ContentionBenchmark Many { get; } = new("crowd", [1, 16, 40, 100], [100], 1, aim: null);

    public string Name { get; }

    public string Summary => $"{string.Join(", ", writers)} processes that write to one ledger; beside one of them";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        var lines = new List<Line>();
        foreach (var batch in batchSizes)
        {
            var costs = writers.ToDictionary(count => count, _ => new List<(int Refused, double Cpu)>());
            var series = await Rounds.RunAsync(rounds, [.. writers.Select(count =>
                (Func<Task<double>>)(() => MeasureAsync(count, batch, costs[count], servers, cancellation)))]);
            foreach (var (count, entries) in writers.Zip(series))
            {
                var name = $"{count} writers, batches of {batch}";
                lines.Add(Line.Of(name, "entries/s", entries, "of one writer", series[0], count > 1 && count == writers[^1] ? aim : null));
                lines.Add(new Line(name, "refused transactions per 1000 entries", costs[count].Average(cost => cost.Refused) * 1000 / Messages));
                lines.Add(new Line(name, "µs of a core per entry, all writers", costs[count].Average(cost => cost.Cpu) * 1000 / Messages));
            }
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
            var each = Enumerable.Range(0, count).Chunk((count + MaxProcesses - 1) / MaxProcesses);
            foreach (var numbers in each)
            {
                writers.Add(WriterProcess.Start(servers.Children, new WriterProcess.Assignment(
                    tables.Connection, tables.Prefix, numbers[0], numbers.Length, Messages / count, batch, LedgerOptions.DefaultShardCount, goFile)));
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
