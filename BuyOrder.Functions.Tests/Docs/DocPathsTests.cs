using System.Text.RegularExpressions;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>A file or folder that a page names is there: <c>BuyOrder.Orders/Store</c>, or the end of a path such as <c>Store/OrderStore</c>.</summary>
public sealed partial class DocPathsTests
{
    private static readonly HashSet<string> Ignored = ["bin", "obj", "node_modules", ".git", ".local", "TestResults"];

    private static readonly HashSet<string> Known = [.. Everything(BuiltApp.Repository).SelectMany(Ends)];

    public static TheoryData<string> Pages() =>
    [
        .. Directory.EnumerateFiles(RepositoryFiles.At("docs"), "*.md", SearchOption.AllDirectories)
            .Append(RepositoryFiles.At("README.md"))
            .Append(RepositoryFiles.At("CONTRIBUTING.md"))
            .Append(RepositoryFiles.At("SECURITY.md"))
            .Append(RepositoryFiles.At("CHANGELOG.md"))
            .Select(page => Path.GetRelativePath(BuiltApp.Repository, page)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_path_that_a_page_names_exists(string page)
    {
        var text = File.ReadAllText(RepositoryFiles.At(page));
        var folder = Path.GetDirectoryName(RepositoryFiles.At(page))!;

        Assert.All(In(text), path => Assert.True(Known.Contains(path), $"{page}: there is no {path}."));
        Assert.All(LinksIn(text), link => Assert.True(Path.Exists(Path.Combine(folder, link)), $"{page}: the link to {link} leads nowhere."));
    }

    [Fact]
    public void Paths_are_told_from_routes_and_from_what_is_not_there()
    {
        Assert.Equal(["a/b", ".ci/run"], In("`a/b`, `/api/x`, `GET /api/x`, `W/\"1\"`, `application/problem+json`, a/c, `.ci/run`, `d`"));
        Assert.Equal(["docs/scale.md"], LinksIn("[a](docs/scale.md#top), [b](https://example.org/x), [c](#here)"));
        Assert.Contains("Docs/DocPathsTests", Known);
        Assert.Contains("Functions.Tests/Docs/DocPathsTests.cs", Known);
        Assert.Contains("BuyOrder.Functions.Tests/Docs", Known);
        Assert.DoesNotContain("Docs/DocPaths", Known);
    }

    private static IEnumerable<string> In(string text) => NamedPath().Matches(text).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> LinksIn(string text) => Link().Matches(text).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Everything(string folder) => Directory.EnumerateFileSystemEntries(folder)
        .Where(entry => !Ignored.Contains(Path.GetFileName(entry)))
        .SelectMany(entry => Directory.Exists(entry) ? Everything(entry).Prepend(entry) : [entry]);

    /// <summary>All ends of a path, with the file's extension and without, with the project's whole name and without its first part.</summary>
    private static IEnumerable<string> Ends(string entry)
    {
        var path = Path.GetRelativePath(BuiltApp.Repository, entry).Replace(Path.DirectorySeparatorChar, '/');
        foreach (var each in new[] { path, Path.ChangeExtension(path, null) })
        {
            yield return each.StartsWith("BuyOrder.", StringComparison.Ordinal) ? each["BuyOrder.".Length..] : each;
            yield return each;
            for (var slash = each.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = each.IndexOf('/', slash + 1))
                yield return each[(slash + 1)..];
        }
    }

    /// <summary>In backticks, with a slash inside; a route begins with one.</summary>
    [GeneratedRegex("`([A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)+)`")]
    private static partial Regex NamedPath();

    /// <summary>To a page or folder of the repository.</summary>
    [GeneratedRegex(@"\]\((?![a-z]+:)([^)#\s]+)")]
    private static partial Regex Link();
}
