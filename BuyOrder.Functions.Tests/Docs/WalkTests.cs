using System.Text.RegularExpressions;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>The walks of <c>docs/architecture.md</c>: every file of one is met on the way from the files before it, and a walk is short.</summary>
public sealed partial class WalkTests
{
    private static readonly string Page = File.ReadAllText(RepositoryFiles.At("docs/architecture.md"));

    private static readonly ILookup<string, string> Sources = RepositoryFiles.Sources()
        .Where(file => !Path.GetRelativePath(RepositoryFiles.At("."), file).StartsWith("BuyOrder.Functions.Tests", StringComparison.Ordinal))
        .ToLookup(file => Path.GetFileNameWithoutExtension(file));

    [Theory]
    [InlineData("a revenue message", 12)]
    [InlineData("an order", 14)]
    [InlineData("a request", 5)]
    public void A_walk_leads_from_file_to_file_and_is_short(string walk, int longest)
    {
        var files = FilesOf(walk);

        Assert.InRange(files.Count, 2, longest);
        Assert.Equal(files.Count, files.Distinct().Count());
        Assert.All(files.Index(), file => Assert.True(
            IsEntered(file.Item) || files.Take(file.Index).Any(before => LeadsTo(before, file.Item)),
            $"Nothing before {file.Item} names it, and the host does not call it."));
    }

    [Fact]
    public void Way_that_is_none_is_told_from_one()
    {
        Assert.True(LeadsTo(FileAt("Engine/OrderService"), FileAt("Engine/JobAdvancer")));
        Assert.True(LeadsTo(FileAt("Ledger/Writing/ShardWriter"), FileAt("Storage/Azure/AzureTable")));
        Assert.False(LeadsTo(FileAt("Engine/JobAdvancer"), FileAt("Engine/OrderService")));
        Assert.False(LeadsTo(FileAt("Ledger/Writing/ShardWriter"), FileAt("Ledger/RevenueLedger")));
        Assert.True(IsEntered(FileAt("Triggers/SettleBuyOrders")));
        Assert.True(IsEntered(FileAt("Http/HttpBoundary")));
        Assert.False(IsEntered(FileAt("Triggers/BatchPatience")));
    }

    /// <summary>The file at the head of each numbered line.</summary>
    private static List<string> FilesOf(string walk)
    {
        var section = Page.Split($"## The walk of {walk}\n")[1].Split("\n## ")[0];
        return [.. Step().Matches(section).Select(match => FileAt(match.Groups[1].Value))];
    }

    private static string FileAt(string end) =>
        Assert.Single(Sources[end.Split('/')[^1]], file => Path.ChangeExtension(file, null).EndsWith(end, StringComparison.Ordinal));

    /// <summary>The host calls a function, and its middleware.</summary>
    private static bool IsEntered(string file) => Entry().IsMatch(Code(file));

    /// <summary>One names what the other declares, or what a type of the other stands in for.</summary>
    private static bool LeadsTo(string from, string to)
    {
        var code = Code(from);
        var types = Declared().Matches(Code(to));
        var names = types.Select(type => type.Groups[1].Value)
            .Concat(types.SelectMany(type => type.Groups[2].Captures).Select(port => port.Value).Where(Sources.Contains));
        return names.Any(name => Regex.IsMatch(code, $@"\b{name}\b"));
    }

    /// <summary>Without what is only said about it.</summary>
    private static string Code(string file) => Comment().Replace(File.ReadAllText(file), "");

    [GeneratedRegex(@"^\d+\. `([A-Za-z/]+)`", RegexOptions.Multiline)]
    private static partial Regex Step();

    /// <summary>A type at the margin, which others may see, and the interfaces of the product that it has.</summary>
    [GeneratedRegex(@"^(?:public|internal) [a-z ]*(?:class|record|struct|interface) (\w+)(?:<\w+>)?(?:\([^{]*?\))?(?: : (?:(I[A-Z]\w+)(?:, )?)+)?", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\[Function\(|: IFunctionsWorkerMiddleware")]
    private static partial Regex Entry();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
