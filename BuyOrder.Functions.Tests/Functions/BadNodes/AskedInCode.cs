using System.Text.RegularExpressions;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>Which JSON-RPC methods the app's code can ask for at all, found in its text.</summary>
internal static partial class AskedInCode
{
    public static IReadOnlyCollection<string> Methods()
    {
        string[] projects = ["BuyOrder.Orders", "BuyOrder.Functions"];
        return
        [
            .. projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(BuiltApp.Repository, project), "*.cs", SearchOption.AllDirectories))
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .SelectMany(file => Asked.Matches(File.ReadAllText(file)).Select(match => match.Value))
                .ToHashSet(),
        ];
    }

    [GeneratedRegex("""(?<=\bEth\.)[A-Z]\w+|(?<=")eth_\w+(?=")""")]
    private static partial Regex Asked { get; }
}
