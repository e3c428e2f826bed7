using System.Text.RegularExpressions;
using BuyOrder.Functions.Settings;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.Extensions.Configuration;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>A setting that the documentation names is one that the app reads: an unknown one would do nothing.</summary>
public sealed partial class NamedSettingsTests
{
    public static TheoryData<string> Pages() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(BuiltApp.Repository, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(BuiltApp.Repository, "README.md"))
            .Select(page => Path.GetRelativePath(BuiltApp.Repository, page)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_setting_that_a_page_names_exists(string page) => Assert.All(
        In(File.ReadAllText(Path.Combine(BuiltApp.Repository, page))),
        name => Assert.True(Known.Contains(name), $"{page}: there is no setting {name}."));

    [Fact]
    public void Settings_are_found_in_a_text_and_told_from_others()
    {
        Assert.Equal(["BuyOrder__RpcUrls", "Chain__RpcUrls"], In("`BuyOrder__RpcUrls`, or Chain__RpcUrls: not __this nor snake_case"));
        Assert.Contains("BuyOrder__RpcUrls", Known);
        Assert.DoesNotContain("Chain__RpcUrls", Known);
    }

    /// <summary>Every name that the app asks for, which it does for all of them before it looks at any value.</summary>
    private static HashSet<string> Known { get; } = ReadKnown();

    private static HashSet<string> ReadKnown()
    {
        var values = SampleSettings.Read().ToDictionary(each => each.Key.Replace("__", ":", StringComparison.Ordinal), each => each.Value);
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        Assert.NotNull(DeploymentSettings.Read(reader));
        return [.. reader.Names];
    }

    private static IEnumerable<string> In(string text) => SettingName().Matches(text).Select(match => match.Value).Distinct();

    /// <summary>Configuration writes its levels with two underscores.</summary>
    [GeneratedRegex(@"\b[A-Za-z][A-Za-z0-9]*(?:__[A-Za-z0-9]+)+\b")]
    private static partial Regex SettingName();
}
