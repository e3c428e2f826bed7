using System.Diagnostics;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.App;

/// <summary>
/// From the start of the published app under the local host to its first answer, and the most memory that its worker took to get there and
/// ready. Beside it an empty ASP.NET Core app, which needs no host.
/// </summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int RoundCount = 9;
    private const double MostTimeBesideEmpty = 2.6;
    private const double MostMemoryBesideEmpty = 2.0;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "start";

    public string Summary => "start of the published app to its first answer; beside an empty ASP.NET Core app published the same way";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        using var apps = await PublishedApps.PublishAsync(servers.Children, cancellation);
        var empty = await apps.PublishEmptyAsync(servers.Children, cancellation);
        var azurite = await servers.AzuriteAsync();
        var memory = (Ours: new List<double>(), Empty: new List<double>());

        var time = await Rounds.RunAsync(
            RoundCount,
            () => StartAppAsync(() => apps.StartAppAsync(servers.Children, azurite.ConnectionString, cancellation), memory.Ours, cancellation),
            () => StartEmptyAsync(servers.Children, empty, memory.Empty, cancellation));
        return
        [
            Line.Of("start to first answer", "ms", time[0], "ms of an empty app", time[1], Aim.Most(MostTimeBesideEmpty)),
            new Line("published folder, with the runtime", "MB", apps.Megabytes),
            Line.Of("peak memory", "MB", new Series(memory.Ours[1..]), "MB of an empty app", new Series(memory.Empty[1..]), Aim.Most(MostMemoryBesideEmpty)),
        ];
    }

    private static async Task<double> StartAppAsync(Func<Task<HostedApp>> start, List<double> memory, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        await using var app = await start();
        using var answer = await app.Client.GetAsync(new Uri("/api/health/live", UriKind.Relative), cancellation);
        var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        answer.EnsureSuccessStatusCode();

        // Tables, ledger and order store are opened beside the listening server.
        await Task.Delay(Settling, cancellation);
        memory.Add(ProcessMemory.PeakMegabytes(app.Process.Id));
        return milliseconds;
    }

    private static async Task<double> StartEmptyAsync(ChildProcesses children, string executable, List<double> memory, CancellationToken cancellation)
    {
        var port = FreePort.Any();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var command = new ChildCommand("empty app", executable, [])
        {
            WorkingDirectory = Path.GetDirectoryName(executable),
            Environment = new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = client.BaseAddress.AbsoluteUri },
        };
        var began = Stopwatch.GetTimestamp();
        await using var process = children.Start(command);
        while (!await AnswersAsync(client, cancellation))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"{executable} does not answer: {string.Join('\n', process.LastLines)}");
            await Task.Delay(PollInterval, cancellation);
        }
        var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await Task.Delay(Settling, cancellation);
        memory.Add(ProcessMemory.PeakMegabytes(process.Id));
        return milliseconds;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), cancellation);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
