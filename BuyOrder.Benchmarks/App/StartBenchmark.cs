using System.Diagnostics;
using System.Globalization;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.App;

/// <summary>From the start of the published process to its first answer, and the most memory that it took to get there and ready.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int RoundCount = 9;
    private const double MostBesideEmpty = 1.5;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "start";

    public string Summary => "start of the published app to its first answer; beside an empty ASP.NET Core app published the same way";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        using var apps = await PublishedApps.PublishAsync(servers.Children, cancellation);
        var azurite = await servers.AzuriteAsync();
        var settings = SampleSettings.Read();
        settings["BuyOrder__Storage__ConnectionString"] = azurite.ConnectionString;
        settings["BuyOrder__RpcUrls"] = $"http://127.0.0.1:{FreePort.Any()}";
        var memory = (Ours: new List<double>(), Empty: new List<double>());

        var time = await Rounds.RunAsync(
            RoundCount,
            () =>
            {
                settings["BuyOrder__Storage__TablePrefix"] = TestServers.NewTablePrefix();
                return StartAsync(servers.Children, apps.App, port => Port(settings, port), memory.Ours, cancellation);
            },
            () => StartAsync(servers.Children, apps.Empty, port => new() { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" }, memory.Empty, cancellation));
        return
        [
            Line.Of("process start to first answer", "ms", time[0], "ms of an empty app", time[1], Aim.Most(MostBesideEmpty)),
            Line.Of("peak memory", "MB", new Series(memory.Ours[1..]), "MB of an empty app", new Series(memory.Empty[1..]), Aim.Most(MostBesideEmpty)),
        ];
    }

    private static Dictionary<string, string?> Port(Dictionary<string, string?> settings, int port) =>
        new(settings) { ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture) };

    private static async Task<double> StartAsync(
        ChildProcesses children, string executable, Func<int, Dictionary<string, string?>> environment, List<double> memory, CancellationToken cancellation)
    {
        var port = FreePort.Any();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var command = new ChildCommand("app", executable, [])
        {
            WorkingDirectory = Path.GetDirectoryName(executable),
            Environment = environment(port),
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

        // Tables, ledger and order book are opened beside the listening server.
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
