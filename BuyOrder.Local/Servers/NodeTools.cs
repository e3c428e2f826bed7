using System.Globalization;
using System.Runtime.InteropServices;

namespace BuyOrder.Local.Servers;

/// <summary>Node and the npm packages of the repository (package.json and its lock at the root), installed when they are missing.</summary>
internal sealed class NodeTools
{
    private const int LowestNodeVersion = 20;
    private static readonly string[] NeededPackages =
        ["azurite", "@foundry-rs/anvil", "@uniswap/v2-core", "@uniswap/v2-periphery", "solc", "viem", "@ethersproject/testcases", "typescript"];

    private NodeTools(string root, string node) => (Root, Node) = (root, node);

    /// <summary>The folder that holds package.json and node_modules.</summary>
    public string Root { get; }

    /// <summary>The node executable.</summary>
    public string Node { get; }

    /// <summary>The native binary for this machine. The package's own entry is a script around it, which would have another id.</summary>
    public string AnvilBinary => Path.Combine(
        PackageFolder($"@foundry-rs/anvil-{Platform}-{Processor}"), "bin", OperatingSystem.IsWindows() ? "anvil.exe" : "anvil");

    private static string Platform => OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Processor => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";

    public string PackageFolder(string package) => Path.Combine(Root, "node_modules", Path.Combine(package.Split('/')));

    /// <summary>Finds the tools, and runs <c>npm ci</c> first when they are missing or not those of package-lock.json.</summary>
    /// <param name="children">Owns the processes that this takes.</param>
    /// <param name="progress">Gets a line now and then while packages are installed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ServerStartException">No repository around us, no node or one too old, or the installation failed.</exception>
    public static async Task<NodeTools> PrepareAsync(ChildProcesses children, Action<string> progress, CancellationToken cancellation)
    {
        var tools = new NodeTools(FindRoot(), "node");
        await tools.CheckNodeAsync(children, cancellation);
        if (!tools.IsComplete())
            await NpmInstall.RunAsync(children, tools.Root, tools.IsComplete, progress, cancellation);
        return tools;
    }

    /// <summary>The repository around this command, or around the current directory.</summary>
    /// <exception cref="ServerStartException">There is none.</exception>
    public static string FindRoot()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "package-lock.json")))
                    return folder.FullName;
            }
        }
        throw new ServerStartException($"No package-lock.json in or above {AppContext.BaseDirectory}: run this from the repository.");
    }

    private async Task CheckNodeAsync(ChildProcesses children, CancellationToken cancellation)
    {
        await using var child = StartNode(children);
        await child.Exited.WaitAsync(cancellation);
        var version = child.LastLines is [var first, ..] ? first : "";
        var majorText = version.TrimStart('v').Split('.')[0];
        if (!int.TryParse(majorText, NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < LowestNodeVersion)
            throw new ServerStartException($"Node {LowestNodeVersion} or newer is needed; \"node --version\" says \"{version}\".");
    }

    private ChildProcess StartNode(ChildProcesses children)
    {
        try
        {
            return children.Start(new ChildCommand("node", Node, ["--version"]));
        }
        catch (ServerStartException e)
        {
            throw new ServerStartException($"Node {LowestNodeVersion} or newer is needed, and there is no \"node\" on the PATH.", e);
        }
    }

    private bool IsComplete() =>
        NpmInstall.MatchesLock(Root) && NeededPackages.All(package => Directory.Exists(PackageFolder(package))) && File.Exists(AnvilBinary);
}
