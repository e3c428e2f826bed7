using System.Reflection;
using System.Text.RegularExpressions;
using BuyOrder.Domain;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>Each word that people see is explained once, and no word is explained that there is not.</summary>
public sealed partial class TroubleshootingTests
{
    private static readonly string[] Sections = File.ReadAllText(NamedTests.Page("troubleshooting.md")).Split("\n## ");

    [Fact]
    public void Every_outcome_and_reason_is_explained() => Compare("Nothing is bought", WordsOf<ReasonCode>(typeof(ReasonCode)).Select(code => code.Value));

    [Fact]
    public void Every_reason_for_which_revenue_is_rejected_is_explained() => Compare("Revenue is missing", WordsOf<string>(typeof(RejectionReason)));

    [Fact]
    public void Every_type_of_problem_is_explained() =>
        Compare("A call is answered with a problem", WordsOf<string>(typeof(ProblemType)).Select(type => type["urn:buyorder:problem:".Length..]));

    private static void Compare(string section, IEnumerable<string> words)
    {
        var text = Assert.Single(Sections, each => each.StartsWith(section, StringComparison.Ordinal));
        var rows = text.Split('\n').Select(line => Row().Match(line)).Where(match => match.Success).ToList();

        Assert.Equal(words.Order(StringComparer.Ordinal), rows.Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row.Groups[2].Length > 3 && row.Groups[3].Length > 3, $"{row.Groups[1]} lacks a cause or a cure."));
    }

    private static IEnumerable<T> WordsOf<T>(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(T)).Select(field => (T)field.GetValue(null)!);

    [GeneratedRegex(@"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$")]
    private static partial Regex Row();
}
