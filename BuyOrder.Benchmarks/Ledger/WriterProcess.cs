using System.Globalization;
using BuyOrder.Benchmarks.App;
using BuyOrder.Ledger.Messages;
using BuyOrder.Local.Servers;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>
/// One of several processes that write to one ledger: this program again, with other arguments. In a crowd a process holds several writers, each with a
/// ledger and connections of its own: a hundred processes would compile the same code a hundred times on two cores.
/// </summary>
internal static class WriterProcess
{
    /// <summary>The first argument that makes this program a writer.</summary>
    public const string Command = "--writer";

    private const string Ready = "ready";
    private const string Done = "done ";

    /// <summary>All code is compiled for good at its first use, so two batches are enough; a hundred writers warm up on one emulator.</summary>
    private const int WarmingMessages = 200;

    /// <summary>As often, and after such a pause, the queue delivers a batch that storage was too slow for.</summary>
    private const int MaxDeliveries = 10;
    private static readonly TimeSpan DeliveryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What a process has to do, as it is told on its command line.</summary>
    /// <param name="Connection">To the tables.</param>
    /// <param name="Prefix">Of their names.</param>
    /// <param name="First">Number of its first writer.</param>
    /// <param name="Writers">How many it holds.</param>
    /// <param name="Messages">Of each writer.</param>
    /// <param name="BatchSize">Messages in a batch.</param>
    /// <param name="Shards">Of the ledger.</param>
    /// <param name="GoFile">They begin when it is there.</param>
    internal sealed record Assignment(
        string Connection, string Prefix, int First, int Writers, int Messages, int BatchSize, int Shards, string GoFile);

    public static ChildProcess Start(ChildProcesses children, Assignment task) => children.Start(new ChildCommand(
        $"writer {task.First}",
        Path.Combine(AppContext.BaseDirectory, "BuyOrder.Benchmarks"),
        [
            Command, task.Connection, task.Prefix, Text(task.First), Text(task.Writers), Text(task.Messages), Text(task.BatchSize), Text(task.Shards),
            task.GoFile,
        ])
    {
        // As after hours of work: nothing is compiled a second time while the clock runs.
        Environment = new Dictionary<string, string?> { ["DOTNET_TieredCompilation"] = "0" },
    });

    public static Task WaitUntilReadyAsync(ChildProcess writer, CancellationToken cancellation) =>
        writer.WaitForLineAsync(line => line == Ready, Patience, cancellation);

    /// <summary>Waits for its end: how many of its transactions were refused, and how long it used a core.</summary>
    public static async Task<(int Refused, double CpuMilliseconds)> WaitUntilDoneAsync(ChildProcess writer, CancellationToken cancellation)
    {
        var line = await writer.WaitForLineAsync(
            line => line.StartsWith(Done, StringComparison.Ordinal), Patience, cancellation);
        var figures = line.Split(' ');
        return (Number(figures[1]), Number(figures[2]));
    }

    /// <summary>The process itself: gets warm on tables of its own, waits for the word to go, writes, tells.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var task = new Assignment(
            arguments[1], arguments[2], Number(arguments[3]), Number(arguments[4]), Number(arguments[5]), Number(arguments[6]), Number(arguments[7]), arguments[8]);
        await WarmAsync(task, new MemoryTableStore(), cancellation);
        await WarmAsync(task, Tables(task, "w" + Text(task.First)), cancellation);
        var writers = Enumerable.Range(task.First, task.Writers).Select(number => Writer.Of(task, number)).ToList();
        foreach (var writer in writers)
            await writer.System.Ledger.OpenAsync(cancellation);
        Console.WriteLine(Ready);
        while (!File.Exists(task.GoFile))
            await Task.Delay(PollInterval, cancellation);
        var cpu = Environment.CpuUsage.TotalTime;
        await Task.WhenAll(writers.Select(writer => WriteAsync(writer.System, writer.Messages, task.BatchSize, cancellation)));
        Console.WriteLine(Done + Text(writers.Sum(writer => writer.Refusals)) + " " + Text((int)(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds));
        writers.ForEach(writer => writer.Dispose());
        return 0;
    }

    /// <summary>One writer, with what no other one of its process shares.</summary>
    private sealed class Writer(TableTap tap, LedgerSystem system, byte[][] messages) : IDisposable
    {
        public LedgerSystem System => system;

        public byte[][] Messages => messages;

        public int Refusals => tap.Refusals;

        public static Writer Of(Assignment task, int number)
        {
            var tap = new TableTap(Tables(task, ""));
            return new Writer(tap, new LedgerSystem(tap, task.Shards), SampleMessages.Create(task.Messages, 1, $"pay{number}"));
        }

        public void Dispose() => system.Dispose();
    }

    private static AzureTableStore Tables(Assignment task, string more) =>
        new(new StorageOptions { ConnectionString = task.Connection, TablePrefix = task.Prefix + more });

    private static async Task WarmAsync(Assignment task, ITableStore tables, CancellationToken cancellation)
    {
        using var system = new LedgerSystem(tables, task.Shards);
        await WriteAsync(system, SampleMessages.Create(WarmingMessages, 1), task.BatchSize, cancellation);
    }

    private static async Task WriteAsync(LedgerSystem system, byte[][] messages, int batchSize, CancellationToken cancellation)
    {
        foreach (var batch in messages.Chunk(batchSize))
        {
            var incoming = batch.Select(body => new IncomingRevenue(body)).ToArray();
            for (var delivery = 1; !await IsTakenAsync(system, incoming, isLast: delivery == MaxDeliveries, cancellation); delivery++)
                await Task.Delay(DeliveryPause, cancellation);
        }
    }

    /// <summary>False: storage was too slow, and the batch comes again. What was written before counts once.</summary>
    private static async Task<bool> IsTakenAsync(LedgerSystem system, IncomingRevenue[] batch, bool isLast, CancellationToken cancellation)
    {
        try
        {
            await system.Intake.RecordAsync(batch, cancellation);
            return true;
        }
        catch (TableUnavailableException) when (!isLast)
        {
            return false;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
