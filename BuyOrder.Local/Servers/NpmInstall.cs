using System.Text.Json;

namespace BuyOrder.Local.Servers;

/// <summary>Installs the npm packages that package-lock.json names, once, however many processes want them at the same time.</summary>
internal static class NpmInstall
{
    private const int FetchesPerProgressLine = 100;
    private const int ErrorLinesShown = 8;
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMinutes(10);

    /// <summary>True when node_modules holds what package-lock.json says.</summary>
    /// <remarks>When npm is done it leaves a lock of what it installed. Contents are compared: a checkout changes file times.</remarks>
    public static bool MatchesLock(string root)
    {
        var installedFile = Path.Combine(root, "node_modules", ".package-lock.json");
        if (!File.Exists(installedFile))
            return false;
        using var wanted = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "package-lock.json")));
        using var installed = JsonDocument.Parse(File.ReadAllBytes(installedFile));
        var present = installed.RootElement.GetProperty("packages");
        var packages = wanted.RootElement.GetProperty("packages").EnumerateObject();
        return packages.All(package => package.Name.Length == 0 || IsPresent(package, present));
    }

    /// <summary>Runs npm ci unless another process has done it in the meantime.</summary>
    public static async Task RunAsync(
        ChildProcesses children, string root, Func<bool> isComplete, Action<string> progress, CancellationToken cancellation)
    {
        using var alone = await WaitForLockAsync(root, progress, cancellation);
        if (isComplete())
            return;
        RefuseLink(root);
        progress("Installing the npm packages (npm ci); the first time this takes a minute.");
        var fetched = 0;
        var npm = children.Start(new ChildCommand("npm ci", OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--loglevel=http"])
        {
            WorkingDirectory = root,
            OnLine = line =>
            {
                if (line.Contains(".tgz", StringComparison.Ordinal) && ++fetched % FetchesPerProgressLine == 0)
                    progress($"npm ci: {fetched} packages fetched");
            },
        });
        var code = await npm.Exited.WaitAsync(cancellation);
        if (code != 0 || !isComplete())
        {
            var errors = npm.LastLines.Where(line => line.StartsWith("npm error", StringComparison.Ordinal)).Take(ErrorLinesShown);
            throw new ServerStartException(
                $"npm ci in {root} ended with exit code {code} and did not bring every package.\n{string.Join('\n', errors)}");
        }
        progress("npm packages installed.");
    }

    /// <summary>npm ci empties node_modules first, and follows a link: it would empty another checkout's.</summary>
    /// <exception cref="ServerStartException">It is a link.</exception>
    internal static void RefuseLink(string root)
    {
        var folder = new DirectoryInfo(Path.Combine(root, "node_modules"));
        if (folder.LinkTarget is { } target)
            throw new ServerStartException($"{folder.FullName} is a link to {target}, whose packages are not those of package-lock.json. Remove the link, and they are installed.");
    }

    private static bool IsPresent(JsonProperty package, JsonElement present) =>
        present.TryGetProperty(package.Name, out var found) ? Version(found) == Version(package.Value) : IsOptional(package.Value);

    private static string? Version(JsonElement package) =>
        package.TryGetProperty("version", out var version) ? version.GetString() : null;

    /// <summary>Optional packages are those of other platforms: npm leaves them out.</summary>
    private static bool IsOptional(JsonElement package) =>
        package.TryGetProperty("optional", out var optional) && optional.GetBoolean();

    /// <summary>An open handle is the lock: it goes with the process, however that ends.</summary>
    private static async Task<FileStream> WaitForLockAsync(string root, Action<string> progress, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, ".local"));
        var path = Path.Combine(folder.FullName, "npm.lock");
        for (var waited = TimeSpan.Zero; ; waited += LockPoll)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < LockTimeout)
            {
                if (waited == TimeSpan.Zero)
                    progress("Waiting for another process that is installing the npm packages.");
                await Task.Delay(LockPoll, cancellation);
            }
        }
    }
}
