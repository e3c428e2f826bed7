using BuyOrder.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace BuyOrder.Functions.Tests.Functions.Http;

public sealed class KnownQueryTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?from=1&to=2")]
    [InlineData("?FROM=1")]
    [InlineData("?code=x&code=y&clientid=z")]
    public void Known_parameters_and_the_hosts_own_pass(string query) => Assert.Empty(Faults(query));

    [Fact]
    public void Every_fault_is_told_with_what_is_allowed()
    {
        var faults = Faults("?form=1&to=2&to=3&=4");

        Assert.Equal(["", "form", "to"], faults.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("There is no such parameter; allowed are from, to.", Assert.Single(faults["form"]));
        Assert.Equal("Must not be there twice.", Assert.Single(faults["to"]));
    }

    [Fact]
    public void Query_full_of_junk_gets_a_short_answer()
    {
        var faults = Faults("?" + string.Join('&', Enumerable.Range(0, 1000).Select(number => $"{new string('x', 100)}{number}=1")));

        Assert.InRange(faults.Count, 1, 16);
        Assert.All(faults.Keys, name => Assert.InRange(name.Length, 1, 65));
    }

    private static IReadOnlyDictionary<string, string[]> Faults(string query) =>
        KnownQuery.Faults(new QueryCollection(QueryHelpers.ParseQuery(query)), ["from", "to"]);
}
