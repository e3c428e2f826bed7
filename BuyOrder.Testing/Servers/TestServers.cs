using BuyOrder.Local.Servers;
using BuyOrder.Testing.Chain;

namespace BuyOrder.Testing.Servers;

/// <summary>
/// The local servers of this test assembly: one Azurite, started when the first test asks for it, and as many chains as are asked for.
/// All of them end with the assembly, also when the test host is killed.
/// </summary>
/// <remarks>A test class gets it as a constructor parameter. Tests share the Azurite: each takes its own table prefix.</remarks>
public sealed class TestServers : IAsyncDisposable
{
    private readonly ChildProcesses children = new();
    private readonly Lazy<Task<NodeTools>> tools;
    private readonly Lazy<Task<Azurite>> azurite;
    private readonly Lazy<Task<AzuriteBlobs>> blobs;

    public TestServers()
    {
        Chains = new DeployedChains(this);
        tools = new(() => NodeTools.PrepareAsync(children, Console.WriteLine, CancellationToken.None));
        azurite = new(async () => await Azurite.StartAsync(children, await tools.Value, 0, null, CancellationToken.None));
        blobs = new(async () => await AzuriteBlobs.StartAsync(children, await tools.Value, CancellationToken.None));
    }

    /// <summary>Starts and owns other processes of a test.</summary>
    internal ChildProcesses Children => children;

    /// <summary>Chains with contracts, for more than one test after another.</summary>
    internal DeployedChains Chains { get; }

    internal Task<NodeTools> ToolsAsync() => tools.Value;

    internal Task<Azurite> AzuriteAsync() => azurite.Value;

    /// <summary>Blobs, started when the first test asks for them. All share one container: each takes its own days.</summary>
    internal Task<AzuriteBlobs> BlobsAsync() => blobs.Value;

    /// <summary>A new chain of the caller's own.</summary>
    internal async Task<Anvil> StartAnvilAsync(AnvilOptions options, CancellationToken cancellation) =>
        await Anvil.StartAsync(children, await tools.Value, options, cancellation);

    /// <summary>A table prefix that no other test has: letters and digits, starting with a letter.</summary>
    internal static string NewTablePrefix() => $"t{Guid.NewGuid():N}"[..20];

    public ValueTask DisposeAsync() => children.DisposeAsync();
}
