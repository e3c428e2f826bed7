using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>The repository that these tests were built from.</summary>
internal static class RepositoryFiles
{
    public static string At(string path) => Path.Combine(BuiltApp.Repository, path);

    /// <summary>Every source file that is ours.</summary>
    public static IEnumerable<string> Sources() => Directory.EnumerateDirectories(BuiltApp.Repository, "BuyOrder.*")
        .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
        .Where(file => !Path.GetRelativePath(BuiltApp.Repository, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
}
