using System.Reflection;

namespace BuyOrder.Testing.Hosting;

/// <summary>Where the build put the function app: host.json, a folder per function, the executable.</summary>
internal static class BuiltApp
{
    public static string Repository { get; } = FindRepository();

    public static string Folder { get; } = Path.Combine(Repository, "BuyOrder.Functions", "bin", Configuration(), "net10.0");

    public static string Executable { get; } = Path.Combine(Folder, "BuyOrder.Functions");

    public static string Cli { get; } = Path.Combine(Repository, "BuyOrder.Cli", "bin", Configuration(), "net10.0", "BuyOrder.Cli");

    // The tests themselves are in …/bin/{configuration}/net10.0/.
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(folder.FullName, "BuyOrder.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("BuyOrder.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
