using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Chain;

/// <summary>Three nodes: one may lie, lag or be silent, and nothing is believed that only one says.</summary>
public sealed class AgreementTests
{
    private static readonly Majority OfThree = new(3);
    private static readonly Hash256 Hash = OrderExamples.Hash(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Majority_is_more_than_half_of_the_configured_nodes(int configured, int needed) =>
        Assert.Equal(needed, new Majority(configured).Needed);

    [Fact]
    public void Figure_is_the_highest_that_a_majority_reaches()
    {
        Assert.Equal(100, OfThree.Supported([99, 100, 1_000_000]));
        Assert.Equal(100, OfThree.Supported([0, 100, 101]));
        Assert.Equal(99, OfThree.Supported([99, 100]));
    }

    [Theory]
    [InlineData(new[] { 7, 9, 8 }, 8)]
    [InlineData(new[] { 9, 7 }, 7)]
    public void Of_the_answers_that_came_the_one_is_taken_that_a_majority_of_all_nodes_reaches(int[] answers, int taken)
    {
        Assert.Equal(taken, new Majority(3).Supported(answers));
        Assert.Equal(taken, new Majority(3).SupportedBy(answers, answer => answer));
    }

    [Fact]
    public void Value_that_only_a_minority_gives_is_none()
    {
        Assert.True(OfThree.TryAgree(["a", "b", "a"], out var agreed));
        Assert.Equal("a", agreed);
        Assert.False(OfThree.TryAgree(["a", "b", "c"], out _));
        Assert.False(OfThree.TryAgree(["a"], out _));
    }

    [Fact]
    public void Receipt_that_one_node_invents_is_not_there()
    {
        var facts = TransactionReader.Agree([View(), View(), View(Receipt())], [Hash], OfThree);

        Assert.Empty(facts.Receipts);
    }

    [Fact]
    public void Receipt_that_one_node_does_not_have_yet_is_there()
    {
        var facts = TransactionReader.Agree([View(Receipt()), View(), View(Receipt())], [Hash], OfThree);

        Assert.Equal(99, facts.Receipts[Hash].BlockNumber);
    }

    [Fact]
    public void Receipt_is_final_only_when_the_nodes_that_have_it_see_it_final()
    {
        var leftBehind = View(Receipt()) with { Final = 98 };
        var liar = View(Receipt()) with { Final = 100 };
        var honest = View() with { Final = 100 };

        Assert.False(TransactionReader.Agree([leftBehind, liar, honest], [Hash], OfThree).Receipts[Hash].IsFinal);
        Assert.True(TransactionReader.Agree([leftBehind, liar, liar], [Hash], OfThree).Receipts[Hash].IsFinal);
    }

    [Fact]
    public void Disagreement_about_a_receipt_delays()
    {
        var fork = View(Receipt() with { BlockHash = OrderExamples.Hash(7) });

        Assert.Throws<ChainUnavailableException>(() => TransactionReader.Agree([View(Receipt()), fork, View()], [Hash], OfThree));
        Assert.Throws<ChainUnavailableException>(() => TransactionReader.Agree([View(Receipt()), View()], [Hash], OfThree));
        Assert.Empty(TransactionReader.Agree([View(), View()], [Hash], OfThree).Receipts);
    }

    [Fact]
    public void Lone_node_cannot_make_a_block_final_or_a_nonce_used()
    {
        var liar = View(Receipt()) with { Final = 1_000, Head = 1_000, NonceAtHead = 9, NonceAtFinal = 9 };

        var facts = TransactionReader.Agree([View(Receipt()), View(Receipt()), liar], [Hash], OfThree);

        Assert.Equal((100, 5, 5), (facts.Head, facts.NonceAtHead, facts.NonceAtFinal));
        Assert.False(facts.Receipts[Hash].IsFinal);
    }

    [Fact]
    public void Final_is_what_a_majority_has_behind_it()
    {
        var facts = TransactionReader.Agree(
            [View(Receipt()) with { Final = 99 }, View(Receipt()) with { Final = 99 }, View(Receipt())], [Hash], OfThree);

        Assert.True(facts.Receipts[Hash].IsFinal);
    }

    [Fact]
    public void Transaction_is_known_everywhere_only_if_no_node_misses_it()
    {
        var knows = View() with { Known = new HashSet<Hash256> { Hash } };

        Assert.Contains(Hash, TransactionReader.Agree([knows, knows], [Hash], OfThree).KnownEverywhere);
        Assert.Empty(TransactionReader.Agree([knows, View(), knows], [Hash], OfThree).KnownEverywhere);
    }

    [Fact]
    public void Lone_node_can_neither_sweeten_the_quote_nor_fill_the_wallet()
    {
        var honest = Facts(quote: 200, balance: 1_000);
        var sweet = Facts(quote: 900, balance: 9_000);

        var agreed = PreTradeReader.Agree([honest, sweet, honest], OfThree);

        Assert.Equal((200, 1_000), (agreed.Quote!.AmountOut, agreed.StablecoinBalance));
    }

    [Fact]
    public void Market_that_a_majority_cannot_reach_has_no_quote()
    {
        var silent = Facts(quote: 200, balance: 1_000) with { Offers = [new MarketOffer.LeftOut("uniswap-v2", "reverted")] };

        var agreed = PreTradeReader.Agree([silent, Facts(quote: 200, balance: 1_000), silent], OfThree);

        Assert.Null(agreed.Quote);
        Assert.Equal("reverted", agreed.MarketFault);
    }

    [Fact]
    public void Lone_node_can_neither_name_another_pool_nor_other_decimals_nor_other_code()
    {
        var pool = OrderExamples.Wallet;
        var honest = new MarketOpening.Open(new MarketTerms(new TokenUnits(18, 18), [pool]));
        var otherPool = new MarketOpening.Open(new MarketTerms(new TokenUnits(18, 18), [Address.Zero]));
        var otherUnits = new MarketOpening.Open(new MarketTerms(new TokenUnits(18, 6), [pool]));
        var view = Facts(quote: 200, balance: 1) with { Contracts = "0x1=0x2" };

        Assert.Equal([pool], Assert.IsType<MarketOpening.Open>(MarketOpener.Agree([otherPool, honest, honest], OfThree)).Terms.Pools);
        Assert.Throws<ChainUnavailableException>(() => MarketOpener.Agree([otherPool, honest, otherUnits], OfThree));
        Assert.Equal("0x1=0x2", PreTradeReader.Agree([view, view with { Contracts = "0x1=0x3" }, view], OfThree).Contracts);
        Assert.Throws<ChainUnavailableException>(() => PreTradeReader.Agree([view, view with { Contracts = "0x1=0x3" }], OfThree));
    }

    [Fact]
    public void Disagreement_about_the_allowance_delays()
    {
        var views = new[] { Facts(200, 1) with { Allowance = 1 }, Facts(200, 1) with { Allowance = 2 }, Facts(200, 1) with { Allowance = 3 } };

        Assert.Throws<ChainUnavailableException>(() => PreTradeReader.Agree(views, OfThree));
    }

    private static ReceiptFacts Receipt() => OrderExamples.Receipt(1);

    private static NodeView View(params ReceiptFacts[] receipts) => new()
    {
        Head = 100,
        HeadTime = OrderExamples.Noon,
        Final = 98,
        NonceAtHead = 5,
        NonceAtFinal = 5,
        Receipts = receipts.ToDictionary(receipt => receipt.TransactionHash),
        Known = new HashSet<Hash256>(),
    };

    private static PreTradeFacts Facts(BigInteger quote, BigInteger balance) => new()
    {
        Head = 100,
        HeadTime = OrderExamples.Noon,
        BaseFeeWei = 7,
        SuggestedTipWei = 1,
        NonceAtHead = 5,
        NonceAtFinal = 5,
        NativeBalanceWei = 1,
        StablecoinBalance = balance,
        Allowance = 0,
        Quote = null,
        MarketFault = null,
        Offers = [new MarketOffer.Quoted("uniswap-v2", new ReservesQuote(10_000, quote, [new Pool(1_000_000, 20_000)]))],
    };
}
