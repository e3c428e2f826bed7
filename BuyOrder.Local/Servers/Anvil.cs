using System.Globalization;

namespace BuyOrder.Local.Servers;

/// <summary>A local Ethereum chain of its own, in memory, with ten funded accounts of the well-known test mnemonic.</summary>
internal sealed class Anvil : IAsyncDisposable
{
    public const int DefaultPort = 8545;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly ChildProcess process;

    private Anvil(ChildProcess process, int port, long chainId) => (this.process, Port, ChainId) = (process, port, chainId);

    public int Port { get; }

    public long ChainId { get; }

    public int ProcessId => process.Id;

    /// <summary>Completes with the exit code when it ends, for any reason.</summary>
    public Task<int> Exited => process.Exited;

    public Uri RpcUrl => new($"http://127.0.0.1:{Port}");

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="ServerStartException">It ended, or was not ready in time.</exception>
    public static Task<Anvil> StartAsync(ChildProcesses children, NodeTools tools, AnvilOptions options, CancellationToken cancellation) =>
        ServerPort.StartAsync(options.PreferredPort, port => StartOnAsync(port, children, tools, options, cancellation));

    public ValueTask DisposeAsync() => process.DisposeAsync();

    internal static async Task<Anvil> StartOnAsync(
        int port, ChildProcesses children, NodeTools tools, AnvilOptions options, CancellationToken cancellation)
    {
        var child = children.Start(new ChildCommand("anvil", tools.AnvilBinary, Arguments(options, port)) { LogFile = options.LogFile });
        // Its own word, on its own output: something else on that port could answer a request as well.
        await child.WaitForLineAsync(line => line == $"Listening on 127.0.0.1:{port}", StartTimeout, cancellation);
        return new Anvil(child, port, options.ChainId);
    }

    private static List<string> Arguments(AnvilOptions options, int port)
    {
        List<string> arguments =
        [
            "--host", "127.0.0.1", "--port", Number(port),
            "--chain-id", Number(options.ChainId), "--slots-in-an-epoch", Number(options.SlotsInAnEpoch),
        ];
        if (options.BlockTimeSeconds is { } blockTime)
            arguments.AddRange(["--block-time", Number(blockTime)]);
        if (options.MixedMining)
            arguments.Add("--mixed-mining");
        if (options.NoMining)
            arguments.Add("--no-mining");
        arguments.AddRange(options.MoreArguments);
        return arguments;
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}

/// <summary>
/// How the local chain behaves. By default a block is mined at once for every transaction, and the finalized block is two behind the head.
/// </summary>
internal sealed record AnvilOptions
{
    public long ChainId { get; init; } = 31337;

    /// <summary>Null: a block per transaction. Otherwise the seconds between blocks (may be a fraction).</summary>
    public decimal? BlockTimeSeconds { get; init; }

    /// <summary>With a block time: mine at once for a transaction as well.</summary>
    public bool MixedMining { get; init; }

    /// <summary>Nothing is mined until asked for (evm_mine).</summary>
    public bool NoMining { get; init; }

    /// <summary>safe and finalized lie one and two epochs behind the head.</summary>
    public int SlotsInAnEpoch { get; init; } = 1;

    /// <summary>The first free port from here on; 0 = any.</summary>
    public int PreferredPort { get; init; }

    public string? LogFile { get; init; }

    public IReadOnlyList<string> MoreArguments { get; init; } = [];
}
