using BuyOrder.Benchmarks;
using BuyOrder.Benchmarks.Ledger;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Testing.Servers;

const int missed = 1;
const int wrongCommandLine = 2;
const int ended = 130;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
if (args is [WriterProcess.Command, ..])
    return await WriterProcess.RunAsync(args, interrupted.Token);

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(args);
}
catch (BenchmarkOptionsException error)
{
    Console.Error.WriteLine(error.Message);
    return wrongCommandLine;
}

if (options.Help)
{
    Console.WriteLine(BenchmarkOptions.Usage);
    return 0;
}

await using var servers = new TestServers();
var report = new Report();
try
{
    foreach (var benchmark in options.Chosen)
    {
        Console.WriteLine($"{benchmark.Name}: {benchmark.Summary}");
        var lines = await benchmark.RunAsync(servers, interrupted.Token);
        if (lines.Count > 0)
            Console.WriteLine(TextTable.Of(lines));
        report.Add(benchmark.Name, lines);
    }
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return ended;
}

if (options.Json)
    Console.WriteLine(report.ToJson());
return report.AllMet ? 0 : missed;
