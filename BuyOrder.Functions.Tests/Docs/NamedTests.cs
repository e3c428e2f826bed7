using System.Reflection;
using System.Text.RegularExpressions;
using BuyOrder.Testing.Hosting;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>The tests that a page of the documentation names, as <c>`Class.Method`</c>.</summary>
internal static partial class NamedTests
{
    private static readonly ILookup<string, Type> Classes = typeof(NamedTests).Assembly.GetTypes().ToLookup(type => type.Name);

    public static string Page(string name) => Path.Combine(BuiltApp.Repository, "docs", name);

    public static IEnumerable<string> In(string text) => TestName().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>True when the runner would run it.</summary>
    public static bool Exists(string name)
    {
        var (type, method) = (name[..name.IndexOf('.', StringComparison.Ordinal)], name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        return Classes[type].SelectMany(each => each.GetMethods()).Any(each => each.Name == method
            && each.GetCustomAttributes().Any(attribute => attribute is FactAttribute or PropertyAttribute));
    }

    [GeneratedRegex(@"`([A-Za-z0-9]+\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
