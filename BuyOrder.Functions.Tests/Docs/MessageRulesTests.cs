namespace BuyOrder.Functions.Tests.Docs;

/// <summary>Every rule about messages is written down with tests that show it, and they are there.</summary>
public sealed class MessageRulesTests
{
    private const int AtLeast = 30;

    [Fact]
    public void Every_rule_names_a_test()
    {
        var rows = Rows();

        Assert.InRange(rows.Count, AtLeast, int.MaxValue);
        Assert.All(rows, row => Assert.NotEmpty(NamedTests.In(row)));
    }

    [Fact]
    public void Every_test_that_a_rule_names_exists() => Assert.All(
        Rows().SelectMany(NamedTests.In), name => Assert.True(NamedTests.Exists(name), $"There is no test {name}."));

    private static List<string> Rows() =>
    [
        .. File.ReadLines(NamedTests.Page("messages.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.EndsWith("| shown by |", StringComparison.Ordinal)),
    ];
}
