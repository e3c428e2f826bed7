using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What rows keep of markets and fills, and that rows without are as they always were.</summary>
public sealed class MarketRowsTests
{
    private static readonly MarketChoice Choice = new(
        [
            new MarketCandidate.Offered("uniswap-v2", new Zar(10_000_00), BigInteger.Pow(10, 40), BigInteger.Pow(10, 41), 140_000, -5),
            new MarketCandidate.LeftOut("uniswap-v3", ReasonCode.PriceRejected, "quote \"61\" is\ntoo far"),
        ],
        7,
        Price.Parse("60000.5"));

    [Fact]
    public void Choice_and_mid_price_of_an_order_come_back_as_they_were()
    {
        foreach (var choice in new[] { Choice, Choice with { NativePrice = null } })
        {
            var order = Reserved() with { Quote = Reserved().Quote with { AtMid = 200, Choice = choice }, BoughtAtMid = 199 };

            var back = OrderRow.Read(OrderRow.Write(order).Copy());

            Assert.Equal((200, 199), (back.Quote.AtMid, back.BoughtAtMid));
            Assert.Equal(choice.Candidates, back.Quote.Choice!.Candidates);
            Assert.Equal((choice.FeePerGasWei, choice.NativePrice), (back.Quote.Choice.FeePerGasWei, back.Quote.Choice.NativePrice));
        }
    }

    [Fact]
    public void Order_of_one_market_has_no_column_of_a_choice()
    {
        var row = OrderRow.Write(Reserved() with { Quote = Reserved().Quote with { AtMid = 200 } });

        Assert.Null(row["quoteChoice"]);
        Assert.Null(row["boughtAtMid"]);
        Assert.Null(OrderRow.Write(Reserved())["quoteAtMid"]);
    }

    [Fact]
    public void Open_order_at_another_market_than_the_first_is_closed_to_versions_that_do_not_know_it()
    {
        var elsewhere = Reserved() with { Quote = Reserved().Quote with { Market = "uniswap-v3" } };
        var wish = new CancelWish(Noon, "operator", "no");

        Assert.Equal(3, OrderRow.Write(elsewhere)["schema"]);
        Assert.Equal(3, OrderRow.Write(elsewhere.Unwanted(wish))["schema"]);
        Assert.Equal(2, OrderRow.Write(Reserved().Unwanted(wish))["schema"]);
        Assert.Equal(1, OrderRow.Write(Reserved())["schema"]);
        Assert.Equal(1, OrderRow.Write(elsewhere.Failed(ReasonCode.Cancelled, 0, Noon))["schema"]);
        Assert.Equal("uniswap-v3", OrderRow.Read(OrderRow.Write(elsewhere).Copy()).Quote.Market);
    }

    [Fact]
    public void Choice_that_cannot_be_read_is_told_and_not_taken_for_none()
    {
        var row = OrderRow.Write(Reserved());
        row["quoteChoice"] = "{\"markets\":[{}]}";

        Assert.Throws<InvalidDataException>(() => OrderRow.Read(row));
    }

    [Fact]
    public void Mid_price_of_an_attempt_comes_back_and_others_have_no_column_of_it()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 1) with { AtMid = BigInteger.Pow(10, 40) };

        Assert.Equal(swap.AtMid, AttemptRow.Read(AttemptRow.Write(swap).Copy()).AtMid);
        Assert.Null(AttemptRow.Write(Attempt(AttemptKind.Approve, nonce: 1))["atMid"]);
    }

    [Fact]
    public void Fills_of_the_state_come_back_and_a_state_without_has_no_column_of_them()
    {
        var fills = new FillStatistics(3, new Zar(40_000_00), -7, -2, BigInteger.Pow(10, 30), 205);
        var state = TreasuryState.OpenedAt(Noon) with { Fills = fills };

        Assert.Equal(fills, TreasuryStateRow.Read(TreasuryStateRow.Write(state).Copy()).Fills);
        Assert.Null(TreasuryStateRow.Write(TreasuryState.OpenedAt(Noon))["fills"]);
        var broken = TreasuryStateRow.Write(state);
        broken["fills"] = "3,4";
        Assert.Throws<InvalidDataException>(() => TreasuryStateRow.Read(broken));
    }
}
