using System.Net.Sockets;
using System.Text.Json;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local;

/// <summary>The command itself, run as a process in a folder of its own.</summary>
internal sealed class LocalCommand : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly TestServers servers;
    private readonly ChildProcess process;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buyorder-run-");

    private LocalCommand(TestServers servers, string[] arguments)
    {
        this.servers = servers;
        var executable = Path.Combine(AppContext.BaseDirectory, "BuyOrder.Local");
        process = servers.Children.Start(new ChildCommand("BuyOrder.Local", executable, arguments)
        {
            WorkingDirectory = folder.FullName,
        });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IReadOnlyList<string> Lines => process.LastLines;

    public int Id => process.Id;

    public static LocalCommand Start(TestServers servers, params string[] arguments) => new(servers, arguments);

    /// <summary>What the ready line tells.</summary>
    public async Task<(Uri Api, Uri Rpc, Uri Tables)> ReadyAsync()
    {
        var line = await process.WaitForLineAsync(each => each.StartsWith("ready ", StringComparison.Ordinal), Patience, Cancellation);
        var parts = line.Split(' ');
        return (new Uri(parts[1]), new Uri(parts[2]["rpc=".Length..]), new Uri(parts[3]["tables=".Length..]));
    }

    /// <summary>The connection string of the ready line.</summary>
    public async Task<string> BusAsync()
    {
        var line = await process.WaitForLineAsync(each => each.StartsWith("ready ", StringComparison.Ordinal), Patience, Cancellation);
        return line.Split(' ')[4]["bus=".Length..];
    }

    public Task<int> ExitCodeAsync() => process.Exited.WaitAsync(Patience, Cancellation);

    public JsonElement Deployment() => JsonElement.Parse(File.ReadAllText(Path.Combine(folder.FullName, ".local", "deployment.json")));

    /// <summary>Sends a signal by its name.</summary>
    public Task SignalAsync(string signal) => SignalAsync(signal, Id);

    /// <summary>Kills the process of that name that this run has started; false if there is none at the moment.</summary>
    public async Task<bool> KillChildAsync(string name)
    {
        if (Children().FirstOrDefault(pid => Name(pid).StartsWith(name, StringComparison.Ordinal)) is not { } child)
            return false;
        await SignalAsync("KILL", int.Parse(child));
        return true;
    }

    /// <summary>Waits until the address is free again.</summary>
    public static async Task GoneAsync(Uri address)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        for (; ; await Task.Delay(50, limit.Token))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(address.Host, address.Port, limit.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Children belong to the thread that started them.</summary>
    private IEnumerable<string> Children() => Directory.GetDirectories($"/proc/{Id}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Name(string pid) => File.Exists($"/proc/{pid}/comm") ? File.ReadAllText($"/proc/{pid}/comm") : "";

    private async Task SignalAsync(string signal, int pid)
    {
        await using var kill = servers.Children.Start(new ChildCommand("kill", "/bin/sh", ["-c", $"kill -{signal} {pid}"]));
        Assert.Equal(0, await kill.Exited.WaitAsync(Cancellation));
    }
}
