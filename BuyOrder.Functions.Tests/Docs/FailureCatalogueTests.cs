using System.Reflection;
using System.Text.RegularExpressions;
using BuyOrder.Functions.Tests.Hosting;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>The catalogue of failures is worth what its tests are worth: each row names some, and they are there.</summary>
public sealed partial class FailureCatalogueTests
{
    private const int Rows = 61;
    private const string NotApplicable = "not applicable, because ";

    private static readonly ILookup<string, Type> Classes = typeof(FailureCatalogueTests).Assembly.GetTypes().ToLookup(type => type.Name);

    [Fact]
    public void Catalogue_has_every_row_once_and_in_order() =>
        Assert.Equal(Enumerable.Range(1, Rows), Read().Select(row => row.Number));

    [Fact]
    public void Every_row_says_what_happens_and_names_a_test_or_why_there_is_none() => Assert.All(Read(), row =>
    {
        Assert.NotEmpty(row.Fault);
        Assert.NotEmpty(row.Behaviour);
        Assert.True(
            row.Shown.StartsWith(NotApplicable, StringComparison.Ordinal) || TestNames(row.Shown).Any(),
            $"Row {row.Number} names no test and no reason: {row.Shown}");
    });

    [Fact]
    public void Every_test_that_a_row_names_exists() => Assert.All(
        Read().SelectMany(row => TestNames(row.Shown).Select(name => (row.Number, Name: name))),
        named => Assert.True(IsTest(named.Name), $"Row {named.Number}: there is no test {named.Name}."));

    [Fact]
    public void Every_test_that_the_argument_for_exactly_once_names_exists()
    {
        var names = TestNames(File.ReadAllText(Page("exactly-once.md"))).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(IsTest(name), $"There is no test {name}."));
    }

    [Theory]
    [InlineData("FailureCatalogueTests.Every_test_that_a_row_names_exists", true)]
    [InlineData("FailureCatalogueTests.Nobody_wrote_this", false)]
    [InlineData("NoSuchTests.Every_test_that_a_row_names_exists", false)]
    [InlineData("FailureCatalogueTests.IsTest", false)]
    public void Test_is_a_method_that_the_runner_runs(string name, bool isTest) => Assert.Equal(isTest, IsTest(name));

    private static bool IsTest(string name)
    {
        var (type, method) = (name[..name.IndexOf('.', StringComparison.Ordinal)], name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        return Classes[type].SelectMany(each => each.GetMethods()).Any(each => each.Name == method
            && each.GetCustomAttributes().Any(attribute => attribute is FactAttribute or PropertyAttribute));
    }

    private static IEnumerable<string> TestNames(string shown) => TestName().Matches(shown).Select(match => match.Groups[1].Value);

    private static List<Row> Read() =>
    [
        .. File.ReadLines(Page("failures.md"))
            .Select(line => TableRow().Match(line)).Where(match => match.Success)
            .Select(match => new Row(int.Parse(match.Groups[1].ValueSpan), match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value)),
    ];

    private static string Page(string name) => Path.Combine(BuiltApp.Repository, "docs", name);

    [GeneratedRegex(@"^\| (\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$")]
    private static partial Regex TableRow();

    [GeneratedRegex(@"`([A-Za-z0-9]+\.[A-Za-z0-9_]+)`")]
    private static partial Regex TestName();

    private sealed record Row(int Number, string Fault, string Behaviour, string Shown);
}
