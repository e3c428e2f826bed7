using BuyOrder.Benchmarks.Cost;
using BuyOrder.Benchmarks.Economics;

namespace BuyOrder.Functions.Tests.Docs;

/// <summary>Tables of the docs that a command prints are what it prints.</summary>
public sealed class ComputedTablesTests
{
    [Fact]
    public void Page_of_economics_has_the_tables_that_its_command_prints() => Assert.All(
        [EconomicsTables.Allocation, EconomicsTables.Depth, EconomicsTables.Year],
        table => Assert.Contains(table, Page("economics.md"), StringComparison.Ordinal));

    [Fact]
    public void Page_of_costs_has_the_tables_that_follow_from_counts_and_prices()
    {
        var (counts, prices, page) = (CostCounts.Read(), Prices.Read(), Page("cost.md"));

        Assert.All(
            [CostTables.Counts(counts), CostTables.Months(counts, prices), CostTables.Idle(counts, prices)],
            table => Assert.Contains(table, page, StringComparison.Ordinal));
    }

    /// <summary>By hand: a tick of 2 seconds and 3 reads every 30 seconds, prices of one for everything, nothing free.</summary>
    [Fact]
    public void Month_is_added_up_and_multiplied_as_its_page_says()
    {
        var none = Usage.None;
        var counts = new CostCounts(none with { Executions = 1, BusOperations = 3 }, none, none with { RpcCalls = 50 }, none with { PointReads = 3, Executions = 1, Seconds = 2 }, none, none, none with { Executions = 1 }, none, 100_000);
        var prices = new Prices
        {
            ExecutionsPerMillion = 1,
            ExecutionsFree = 0,
            GbSecond = 1,
            GbSecondsFree = 1_000,
            InstanceGb = 2,
            LeastSecondsPerExecution = 1,
            StoragePerTenThousand = 1,
            BusPerMonth = 10,
            BusOperationsFree = 1_000_000,
            BusPerMillion = 1,
            RpcPerMillion = 1,
            GasPriceGwei = 10,
            NativeCurrency = 2,
        };

        var month = Month.Of(1_000_000, counts.Message, 30, 30, counts, prices);

        // 86 400 ticks, 1 000 000 messages and 30 verifications; a message is taken for a second.
        Assert.Equal(1_086_430, month.Used.Executions);
        Assert.Equal((2 * 86_400 + 1_000_000 + 30) * 2, month.GbSeconds);
        Assert.Equal(month.GbSeconds - 1_000 + 1.08643m, month.Functions);
        Assert.Equal(25.92m, month.Storage);
        Assert.Equal(12, month.Bus);
        Assert.Equal(0.0015m, month.Rpc);
        Assert.Equal(0.06m, month.Gas);
    }

    private static string Page(string name) => File.ReadAllText(NamedTests.Page(name)).ReplaceLineEndings("\n");
}
