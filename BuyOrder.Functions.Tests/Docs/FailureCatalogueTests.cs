using System.Text.RegularExpressions;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>The catalogue of failures is worth what its tests are worth: each row names some, and they are there.</summary>
public sealed partial class FailureCatalogueTests
{
    private const int Rows = 132;
    private const string NotApplicable = "not applicable, because ";

    [Fact]
    public void Catalogue_has_every_row_once_and_in_order() =>
        Assert.Equal(Enumerable.Range(1, Rows), Read().Select(row => row.Number));

    [Fact]
    public void Every_row_says_what_happens_and_names_a_test_or_why_there_is_none() => Assert.All(Read(), row =>
    {
        Assert.NotEmpty(row.Fault);
        Assert.NotEmpty(row.Behaviour);
        Assert.True(
            row.Shown.StartsWith(NotApplicable, StringComparison.Ordinal) || NamedTests.In(row.Shown).Any(),
            $"Row {row.Number} names no test and no reason: {row.Shown}");
    });

    [Fact]
    public void Every_test_that_a_row_names_exists() => Assert.All(
        Read().SelectMany(row => NamedTests.In(row.Shown).Select(name => (row.Number, Name: name))),
        named => Assert.True(NamedTests.Exists(named.Name), $"Row {named.Number}: there is no test {named.Name}."));

    [Fact]
    public void Every_test_that_the_argument_for_exactly_once_names_exists()
    {
        var names = NamedTests.In(File.ReadAllText(NamedTests.Page("exactly-once.md"))).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(NamedTests.Exists(name), $"There is no test {name}."));
    }

    [Theory]
    [InlineData("FailureCatalogueTests.Every_test_that_a_row_names_exists", true)]
    [InlineData("FailureCatalogueTests.No_test_of_this_name", false)]
    [InlineData("NoSuchTests.Every_test_that_a_row_names_exists", false)]
    [InlineData("FailureCatalogueTests.Read", false)]
    public void Test_is_a_method_that_the_runner_runs(string name, bool isTest) => Assert.Equal(isTest, NamedTests.Exists(name));

    private static List<Row> Read() =>
    [
        .. File.ReadLines(NamedTests.Page("failures.md"))
            .Select(line => TableRow().Match(line)).Where(match => match.Success)
            .Select(match => new Row(int.Parse(match.Groups[1].ValueSpan), match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value)),
    ];

    [GeneratedRegex(@"^\| (\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$")]
    private static partial Regex TableRow();

    private sealed record Row(int Number, string Fault, string Behaviour, string Shown);
}
