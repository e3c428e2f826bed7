using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders.Verifying;

/// <summary>Rows that no order rests on are verified as well: runs against the orders that they placed, and the tokens' decimals.</summary>
public sealed class RunRowsTests
{
    private const string Token = "0x00000000000000000000000000000000000000aa";

    public static TheoryData<string, string?> Edits => new()
    {
        { "stray", "stray" },
        { "schema", null },
        { "at", null },
        { "trigger", null },
        { "outcome", "orderId" },
        { "orderId", null },
        { "spendCents", "spendCents" },
        { "totalRevenueCents", "totalRevenueCents" },
        { "figures", null },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Run_that_was_edited_is_named(string what, string? property) => Alone(() =>
    {
        var book = Book();
        var run = Placed(book, "m-1");
        var changed = run.Values.Copy();
        switch (what)
        {
            case "stray":
                changed["stray"] = "x";
                break;
            case "schema":
                changed["schema"] = 7;
                break;
            case "at":
                changed["at"] = changed.Time("at").AddSeconds(1);
                break;
            case "trigger":
                changed["trigger"] = "Whim";
                break;
            case "outcome":
                changed["orderId"] = null;
                break;
            case "orderId":
                changed["orderId"] = "m-none";
                break;
            case "figures":
                changed["consumedRevenueCents"] = null;
                break;
            default:
                changed[what] = changed.Int64(what) + 1;
                break;
        }

        book.Put(OrderKeys.Table, run.Partition, run.Key, changed);
        var fault = book.Verify().FirstFault;

        Assert.Equal(what == "orderId" ? OrderKeys.Order("m-none") : run.Key, fault?.RowKey);
        Assert.True(property is null || fault!.Property == property, fault!.Detail);
    });

    [Fact]
    public void Run_of_an_order_that_is_gone_or_says_otherwise_and_one_under_another_key_are_named() => Alone(() =>
    {
        var gone = Book();
        gone.Put(OrderKeys.Table, OrderKeys.Partition, Placed(gone, "m-1").Key, null);
        var other = Book();
        var run = Placed(other, "m-1");
        var refused = run.Values.Copy();
        refused["outcome"] = "below_minimum";
        other.Put(OrderKeys.Table, OrderKeys.Partition, run.Key, refused);
        var moved = Book();
        moved.Put(OrderKeys.Table, OrderKeys.Partition, Placed(moved, "m-1").Key + "0", Placed(moved, "m-1").Values.Copy());

        Assert.Contains("order m-1 was placed by it", gone.Verify().FirstFault?.Detail, StringComparison.Ordinal);
        Assert.Contains("order m-1 was placed by it", other.Verify().FirstFault?.Detail, StringComparison.Ordinal);
        Assert.Equal(Placed(moved, "m-1").Key + "0", moved.Verify().FirstFault?.RowKey);
    });

    [Theory]
    [InlineData(Token, 18, true)]
    [InlineData(Token, 19, false)]
    [InlineData(Token, -1, false)]
    [InlineData(Token, "18", false)]
    [InlineData("0xAA", 18, false)]
    [InlineData("0x00000000000000000000000000000000000000AA", 18, false)]
    public void Row_of_a_tokens_decimals_is_named_when_it_is_not_one_that_is_written(string key, object decimals, bool fits) => Alone(() =>
    {
        var book = Book();
        book.Put(ParameterStore.TableName, TokenScale.Partition, key, new RowValues { [TokenScale.Decimals] = decimals });

        var fault = book.Verify().FirstFault;

        Assert.Equal(fits ? (null, null) : (TokenScale.Partition, key), (fault?.Partition, fault?.RowKey));
    });

    private static TamperedOrders Book() => TamperedOrders.Of(TamperedOrders.Taken(TamperedOrders.Kinds[0]()));

    private static TableRow Placed(TamperedOrders book, string order) =>
        book.Of(OrderKeys.Table, OrderKeys.RunPrefix).Single(row => row.Key.EndsWith(':' + order, StringComparison.Ordinal) && row.Values.Text("outcome") == "ordered");
}
