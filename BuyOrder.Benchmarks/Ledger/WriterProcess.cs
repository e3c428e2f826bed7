using System.Globalization;
using BuyOrder.Benchmarks.App;
using BuyOrder.Ledger.Messages;
using BuyOrder.Local.Servers;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>One of several processes that write to one ledger: this program again, with other arguments.</summary>
internal static class WriterProcess
{
    /// <summary>The first argument that makes this program a writer.</summary>
    public const string Command = "--writer";

    private const string Ready = "ready";
    private const string Done = "done ";

    /// <summary>Enough that the code is compiled for good before the clock runs: eight processes would pay eight times for it.</summary>
    private const int WarmingMessages = 2_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What a writer has to do, as it is told on its command line.</summary>
    internal sealed record Assignment(string Connection, string Prefix, int Number, int Messages, int BatchSize, int Shards, string GoFile);

    public static ChildProcess Start(ChildProcesses children, Assignment task) => children.Start(new ChildCommand(
        $"writer {task.Number}",
        Path.Combine(AppContext.BaseDirectory, "BuyOrder.Benchmarks"),
        [
            Command, task.Connection, task.Prefix, Text(task.Number), Text(task.Messages), Text(task.BatchSize), Text(task.Shards), task.GoFile,
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

    /// <summary>The writer itself: gets warm on tables of its own, waits for the word to go, writes, tells.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var task = new Assignment(
            arguments[1], arguments[2], Number(arguments[3]), Number(arguments[4]), Number(arguments[5]), Number(arguments[6]), arguments[7]);
        await WarmAsync(task, new MemoryTableStore(), cancellation);
        await WarmAsync(task, Tables(task, "w" + Text(task.Number)), cancellation);
        var messages = SampleMessages.Create(task.Messages, 1, $"pay{task.Number}");
        var tap = new TableTap(Tables(task, ""));
        using var system = new LedgerSystem(tap, task.Shards);
        await system.Ledger.OpenAsync(cancellation);
        Console.WriteLine(Ready);
        while (!File.Exists(task.GoFile))
            await Task.Delay(PollInterval, cancellation);
        var cpu = Environment.CpuUsage.TotalTime;
        await WriteAsync(system, messages, task.BatchSize, cancellation);
        Console.WriteLine(Done + Text(tap.Refusals) + " " + Text((int)(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds));
        return 0;
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
            while (!await IsTakenAsync(system, batch, cancellation))
            {
            }
        }
    }

    /// <summary>False: storage was too slow, and the batch comes again, as the queue would deliver it. What was written before counts once.</summary>
    private static async Task<bool> IsTakenAsync(LedgerSystem system, byte[][] batch, CancellationToken cancellation)
    {
        try
        {
            await system.Intake.RecordAsync([.. batch.Select(body => new IncomingRevenue(body))], cancellation);
            return true;
        }
        catch (TableUnavailableException)
        {
            return false;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
