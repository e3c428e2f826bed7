using BuyOrder.Domain.Parameters;
using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.Orders.Parameters;

/// <summary>docs/parameters.md names every member with its default.</summary>
public sealed class ParametersDocumentTests
{
    [Fact]
    public void Every_member_is_in_the_table_with_its_default()
    {
        var first = ParametersReader.Write(ParametersReader.Read(member => member == "ReferencePrice" ? "50" : null, out _)!);
        var expected = ParametersReader.DocumentMembers.Select(member => (ParameterDifference.PublicName(member), member == "ReferencePrice" ? "none" : first[member]));

        var documented = File.ReadLines(RepositoryFiles.At("docs/parameters.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[4]));

        Assert.Equal(expected, documented);
    }
}
