using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Orders.Chain;

namespace BuyOrder.Functions.Tests.Orders.Chain;

/// <summary>What three nodes say of two markets.</summary>
public sealed class OfferAgreementTests
{
    private const string V2 = "uniswap-v2";
    private const string V3 = "uniswap-v3";

    private static readonly Majority OfThree = new(3);

    [Fact]
    public void Each_market_is_seen_as_the_node_sees_it_whose_figure_a_majority_reaches()
    {
        var agreed = Agree([Of(200), At(190)], [Of(900), At(191)], [Of(201), At(1_000)]);

        Assert.Equal([201, 191], agreed.Select(offer => ((MarketOffer.Quoted)offer).Quote.AmountOut));
    }

    [Fact]
    public void Of_two_that_give_the_figure_the_one_is_believed_that_saw_the_market_as_most_did()
    {
        // The lone node gives the same amount and a price of its own, that would make any amount fit.
        var agreed = Agree([At(200, mid: 50)], [At(200, mid: 5_000)], [At(200, mid: 50)]);

        Assert.Equal(new MidPrice(50, 1), ((MarketOffer.Quoted)agreed[0]).Quote.Mid);
    }

    [Fact]
    public void Of_two_that_give_the_figure_and_agree_on_nothing_else_the_one_is_believed_to_whom_the_purchase_is_dearest()
    {
        foreach (var views in new[] { (MarketOffer[])[At(200, mid: 50), At(200, mid: 5_000), At(199, mid: 51)], [At(200, mid: 5_000), At(200, mid: 50), At(199, mid: 51)] })
        {
            var agreed = Agree([views[0]], [views[1]], [views[2]]);

            Assert.Equal(new MidPrice(50, 1), ((MarketOffer.Quoted)agreed[0]).Quote.Mid);
        }
    }

    [Fact]
    public void Market_that_one_node_cannot_tell_of_is_judged_by_the_others()
    {
        var agreed = Agree([Of(200), At(190)], [Of(200), new MarketOffer.Unheard(V3, "out of gas")], [Of(200), At(190)]);

        Assert.IsType<MarketOffer.Quoted>(agreed[1]);
    }

    [Fact]
    public void Market_that_too_few_nodes_can_tell_of_is_left_out_and_the_other_is_not()
    {
        var unheard = new MarketOffer.Unheard(V3, "out of gas");

        var agreed = Agree([Of(200), At(190)], [Of(200), unheard], [Of(200), unheard]);

        Assert.IsType<MarketOffer.Quoted>(agreed[0]);
        Assert.Equal(new MarketOffer.LeftOut(V3, "Too few nodes can tell: out of gas"), agreed[1]);
    }

    [Fact]
    public void Market_that_most_nodes_say_is_closed_is_closed()
    {
        var closed = new MarketOffer.LeftOut(V2, "empty");

        Assert.Equal(closed, Agree([closed], [Of(200)], [closed])[0]);
        Assert.IsType<MarketOffer.Quoted>(Agree([closed], [Of(200)], [Of(200)])[0]);
    }

    private static IReadOnlyList<MarketOffer> Agree(params IReadOnlyList<MarketOffer>[] views) => OfferQuestion.Agree(views, OfThree);

    private static MarketOffer.Quoted Of(BigInteger amountOut) => new(V2, new ReservesQuote(10_000, amountOut, [new Pool(1_000_000, 20_000)]));

    private static MarketOffer.Quoted At(BigInteger amountOut, int mid = 50) =>
        new(V3, new LadderQuote(new MidPrice(mid, 1), [3_000], [new Rung(10_000, amountOut, 100_000)]));
}
