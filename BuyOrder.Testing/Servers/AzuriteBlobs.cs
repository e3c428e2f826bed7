using BuyOrder.Local.Servers;

namespace BuyOrder.Testing.Servers;

/// <summary>Azure's own Blob Storage emulator, in memory, for the few tests that need it.</summary>
internal sealed class AzuriteBlobs(int port)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Azurite.AccountName};AccountKey={Azurite.AccountKey};BlobEndpoint=http://127.0.0.1:{port}/{Azurite.AccountName};";

    /// <summary>Starts it and waits until it listens; it ends with its owner.</summary>
    /// <exception cref="ServerStartException">It ended, or was not ready in time.</exception>
    public static Task<AzuriteBlobs> StartAsync(ChildProcesses children, NodeTools tools, CancellationToken cancellation) => ServerPort.StartAsync(0, async port =>
    {
        var child = children.Start(new ChildCommand("Azurite blobs", tools.Node,
        [
            Path.Combine(tools.PackageFolder("azurite"), "dist", "src", "blob", "main.js"),
            "--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck", "--silent",
            "--blobHost", "127.0.0.1", "--blobPort", $"{port}",
        ]));
        await child.WaitForLineAsync(line => line.Contains("successfully listens", StringComparison.Ordinal), StartTimeout, cancellation);
        return new AzuriteBlobs(port);
    });
}
