using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Benchmarks.App;

/// <summary>The app, and an empty one if asked for, published ReadyToRun and self-contained into a temporary folder.</summary>
internal sealed class PublishedApps : IDisposable
{
    private const string EmptyName = "Empty";

    /// <summary>What <c>dotnet new web</c> gives, on the slim builder, with the app's own settings of the runtime that a start can show.</summary>
    private const string EmptyProject = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <ServerGarbageCollection>false</ServerGarbageCollection>
            <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
            <TieredPGO>false</TieredPGO>
          </PropertyGroup>
          <ItemGroup>
            <RuntimeHostConfigurationOption Include="System.Runtime.TieredCompilation.CallCountingDelayMs" Value="2000" />
          </ItemGroup>
        </Project>
        """;

    private const string EmptyProgram = """
        var app = WebApplication.CreateSlimBuilder(args).Build();
        app.MapGet("/", () => "empty");
        app.Run();
        """;

    private static readonly string[] Sources =
        ["contracts/artifacts", "BuyOrder.Domain", "BuyOrder.Ethereum", "BuyOrder.Storage", "BuyOrder.Ledger", "BuyOrder.Orders", "BuyOrder.Functions"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly string folder = Directory.CreateTempSubdirectory("buyorder-start-").FullName;

    private PublishedApps()
    {
    }

    /// <summary>From a copy of the sources: a publication for one platform must not change the repository's lock files.</summary>
    public static async Task<PublishedApps> PublishAsync(ChildProcesses children, CancellationToken cancellation)
    {
        var apps = new PublishedApps();
        foreach (var source in Sources)
            CopySource(Path.Combine(BuiltApp.Repository, source), Path.Combine(apps.folder, source));
        // All that the build reads at the root, named here or not.
        foreach (var file in Directory.EnumerateFiles(BuiltApp.Repository))
            File.Copy(file, Path.Combine(apps.folder, Path.GetFileName(file)));
        await apps.PublishAsync(Sources[^1], children, cancellation);
        return apps;
    }

    /// <summary>Publishes the empty app beside the app.</summary>
    /// <returns>Its executable.</returns>
    public async Task<string> PublishEmptyAsync(ChildProcesses children, CancellationToken cancellation)
    {
        var empty = Directory.CreateDirectory(Path.Combine(folder, EmptyName)).FullName;
        await File.WriteAllTextAsync(Path.Combine(empty, $"{EmptyName}.csproj"), EmptyProject, cancellation);
        await File.WriteAllTextAsync(Path.Combine(empty, "Program.cs"), EmptyProgram, cancellation);
        await PublishAsync(EmptyName, children, cancellation);
        return Path.Combine(folder, "out", EmptyName, EmptyName);
    }

    /// <summary>Starts the app on tables of its own; no chain answers.</summary>
    /// <param name="children">Own its process.</param>
    /// <param name="tables">Connection string of the table storage.</param>
    /// <param name="cancellation">Gives up the start.</param>
    public Task<HostedApp> StartAppAsync(ChildProcesses children, string tables, CancellationToken cancellation) =>
        HostedApp.StartFromAsync(children, Path.Combine(folder, "out", Sources[^1]), tables, cancellation);

    /// <summary>What the app's published files take, the runtime among them.</summary>
    public double Megabytes => new DirectoryInfo(Path.Combine(folder, "out", Sources[^1])).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1e6;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task PublishAsync(string project, ChildProcesses children, CancellationToken cancellation)
    {
        await using var child = children.Start(new ChildCommand("dotnet publish", "dotnet",
        [
            "publish", project, "-c", "Release", "--use-current-runtime", "--self-contained", "-p:PublishReadyToRun=true",
            "-p:RunAnalyzers=false", "-o", Path.Combine("out", project),
        ])
        {
            WorkingDirectory = folder,
        });
        if (await child.Exited.WaitAsync(Patience, cancellation) != 0)
            throw new InvalidOperationException($"{project} could not be published:\n{string.Join('\n', child.LastLines)}");
    }

    private static void CopySource(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            if (Path.GetFileName(file) != "packages.lock.json")
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
        foreach (var inner in Directory.EnumerateDirectories(from))
        {
            if (Path.GetFileName(inner) is var name and not ("bin" or "obj"))
                CopySource(inner, Path.Combine(to, name));
        }
    }
}
