using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>A swap at Uniswap v3, which is one call inside another.</summary>
public sealed class SigningPolicyV3Tests
{
    private const int BitsInAByte = 8;

    private static readonly SigningPolicy Policy = new(Permitted.ChainId, Permitted.Route);

    /// <summary>Every field, changed alone.</summary>
    private static readonly Dictionary<string, (SigningRefusal Refusal, byte[] Data)> Mutations = new()
    {
        ["one unit more"] = (SigningRefusal.Amount, Data(amountIn: Permitted.Spend + 1)),
        ["one unit less"] = (SigningRefusal.Amount, Data(amountIn: Permitted.Spend - 1)),
        ["all that the router holds"] = (SigningRefusal.Amount, Data(amountIn: 0)),
        ["a minimum below the floor"] = (SigningRefusal.Minimum, Data(minimum: Permitted.Floor - 1)),
        ["no minimum"] = (SigningRefusal.Minimum, Data(minimum: 0)),
        ["a stranger"] = (SigningRefusal.Recipient, Data(recipient: Permitted.Filled(0x66))),
        ["the wallet"] = (SigningRefusal.Recipient, Data(recipient: Permitted.Wallet)),
        ["the sender, by the router's word for it"] = (SigningRefusal.Recipient, Data(recipient: Numbered(1))),
        ["the router itself, by its word for it"] = (SigningRefusal.Recipient, Data(recipient: Numbered(2))),
        ["no hop"] = (SigningRefusal.Path, Data(path: Path([Permitted.Route.Stablecoin, Permitted.Route.Token], [500]))),
        ["another hop"] = (SigningRefusal.Path, Data(path: Path([Permitted.Route.Stablecoin, Permitted.Filled(0x66), Permitted.Route.Token], [500, 3_000]))),
        ["another fee"] = (SigningRefusal.Path, Data(path: Path([.. Permitted.Route.Path], [500, 10_000]))),
        ["fees the other way round"] = (SigningRefusal.Path, Data(path: Path([.. Permitted.Route.Path], [3_000, 500]))),
        ["the other way round"] = (SigningRefusal.Path, Data(path: Path([.. Permitted.Route.Path.Reverse()], [500, 3_000]))),
        ["a path with a byte more"] = (SigningRefusal.Path, Data(path: [.. Path([.. Permitted.Route.Path], [500, 3_000]), 0])),
        ["no path"] = (SigningRefusal.Path, Data(path: [])),
        ["a deadline too early"] = (SigningRefusal.Deadline, Data(deadline: Permitted.From.ToUnixTimeSeconds() - 1)),
        ["a deadline too late"] = (SigningRefusal.Deadline, Data(deadline: Permitted.To.ToUnixTimeSeconds() + 1)),
        ["no call"] = (SigningRefusal.Calldata, Multicall()),
        ["a second swap"] = (SigningRefusal.Calldata, Multicall(Inner(), Inner())),
        ["another call after it"] = (SigningRefusal.Calldata, Multicall(Inner(), [0xdf, 0x2a, 0xb5, 0xbb])),
        ["another call in its place"] = (SigningRefusal.Calldata, Multicall(Permitted.ApproveData(Permitted.V3.Router, Permitted.Spend))),
        ["a swap with a byte more"] = (SigningRefusal.Calldata, Multicall([.. Inner(), 0])),
        ["a swap with a byte less"] = (SigningRefusal.Calldata, Multicall(Inner()[..^1])),
        ["a swap without a deadline around it"] = (SigningRefusal.Calldata, Inner()),
        ["a multicall without a deadline"] = (SigningRefusal.Calldata, [0xac, 0x96, 0x50, 0xd8, .. Data()[4..]]),
        ["v2's swap"] = (SigningRefusal.Calldata, Permitted.SwapData()),
        ["a byte more"] = (SigningRefusal.Calldata, [.. Data(), 0]),
        ["a word more"] = (SigningRefusal.Calldata, [.. Data(), .. new byte[32]]),
        ["nothing"] = (SigningRefusal.Calldata, []),
    };

    public static TheoryData<string> MutationNames => [.. Mutations.Keys];

    [Fact]
    public void Policy_lets_the_swap_and_its_approval_pass()
    {
        Policy.Demand(Swap(Data()), Request());
        Policy.Demand(
            Permitted.Approve().Transaction with { Data = Permitted.ApproveData(Permitted.V3.Router, Permitted.Spend) },
            Permitted.Approve().Request with { Intent = new SigningIntent.Approve(Permitted.Spend, MarketPlace.UniswapV3.Word) });
    }

    [Theory]
    [MemberData(nameof(MutationNames))]
    public void Policy_refuses_a_swap_with_one_field_changed(string mutation)
    {
        var refused = Assert.Throws<SigningRefusedException>(() => Policy.Demand(Swap(Mutations[mutation].Data), Request()));

        Assert.Equal(Mutations[mutation].Refusal, refused.Refusal);
    }

    [Fact]
    public void Policy_refuses_a_swap_with_any_bit_of_any_byte_changed()
    {
        // Nothing is above the largest minimum, and one second is all the time there is: no other calldata is as good.
        var most = (BigInteger.One << 256) - 1;
        var data = Data(minimum: most);
        var request = Request() with { Intent = new SigningIntent.Swap(Permitted.Spend, most, Permitted.From, Permitted.From, MarketPlace.UniswapV3.Word) };
        Policy.Demand(Swap(data), request);

        for (var position = 0; position < data.Length; position++)
        {
            for (var bit = 0; bit < BitsInAByte; bit++)
            {
                var changed = data.ToArray();
                changed[position] ^= (byte)(1 << bit);
                Assert.Throws<SigningRefusedException>(() => Policy.Demand(Swap(changed), request));
            }
        }
    }

    [Fact]
    public void Policy_refuses_one_markets_transaction_under_anothers_name()
    {
        var v2 = Permitted.Swap();
        var asV3 = (SigningIntent.Swap)v2.Request.Intent with { Market = MarketPlace.UniswapV3.Word };
        var asV2 = (SigningIntent.Swap)Request().Intent with { Market = MarketPlace.UniswapV2.Word };

        Assert.Equal(SigningRefusal.Destination, RefusalOf(v2.Transaction, v2.Request with { Intent = asV3 }));
        Assert.Equal(SigningRefusal.Destination, RefusalOf(Swap(Data()), Request() with { Intent = asV2 }));
        Assert.Equal(SigningRefusal.Calldata, RefusalOf(v2.Transaction with { To = Permitted.V3.Router }, Request()));
        Assert.Equal(SigningRefusal.Spender, RefusalOf(
            Permitted.Approve().Transaction, Permitted.Approve().Request with { Intent = new SigningIntent.Approve(Permitted.Spend, MarketPlace.UniswapV3.Word) }));
    }

    [Fact]
    public void Policy_knows_no_market_that_the_settings_do_not_name()
    {
        var alone = new SigningPolicy(Permitted.ChainId, Permitted.Route with { Places = [new MarketPlace.UniswapV2(Permitted.Router)] });

        var refused = Assert.Throws<SigningRefusedException>(() => alone.Demand(Swap(Data()), Request()));

        Assert.Equal((SigningRefusal.Intent, "the settings name no market uniswap-v3"), (refused.Refusal, refused.Detail));
    }

    [Fact]
    public void Market_builds_what_the_policy_lets_pass()
    {
        var market = new UniswapV3Market(Permitted.Route, Permitted.V3);

        var swap = market.Swap(Permitted.Spend, Permitted.Floor, Permitted.From.AddMilliseconds(999), Permitted.Route.Recipient);

        Assert.Equal((Permitted.V3.Router, Hex.Encode(Data())), (swap.To, Hex.Encode(swap.Data)));
        Assert.Equal("0x5ae401dc", Hex.Encode(swap.Data.AsSpan(0, 4)));
        Assert.Equal("0xb858183f", Hex.Encode(Inner().AsSpan(0, 4)));
        Assert.Equal(
            "0x2222222222222222222222222222222222222222" + "0001f4" + "5555555555555555555555555555555555555555" + "000bb8" + "1111111111111111111111111111111111111111",
            Hex.Encode(Path([.. Permitted.Route.Path], [500, 3_000])));
    }

    private static SigningRefusal RefusalOf(FeeMarketTransaction transaction, SigningRequest request) =>
        Assert.Throws<SigningRefusedException>(() => Policy.Demand(transaction, request)).Refusal;

    private static FeeMarketTransaction Swap(byte[] data) => Permitted.Swap().Transaction with { To = Permitted.V3.Router, Data = data };

    private static SigningRequest Request() => Permitted.Swap().Request with
    {
        Intent = new SigningIntent.Swap(Permitted.Spend, Permitted.Floor, Permitted.From, Permitted.To, MarketPlace.UniswapV3.Word),
    };

    private static byte[] Data(
        BigInteger? amountIn = null, BigInteger? minimum = null, byte[]? path = null, Address? recipient = null, BigInteger? deadline = null) =>
        UniswapV3.Multicall.Encode(deadline ?? Permitted.From.ToUnixTimeSeconds(), new object[] { Inner(amountIn, minimum, path, recipient) });

    private static byte[] Inner(BigInteger? amountIn = null, BigInteger? minimum = null, byte[]? path = null, Address? recipient = null) =>
        UniswapV3.Swap.Encode((object)new object[]
        {
            path ?? Path([.. Permitted.Route.Path], [500, 3_000]), recipient ?? Permitted.Route.Recipient, amountIn ?? Permitted.Spend, minimum ?? Permitted.Floor,
        });

    private static byte[] Multicall(params byte[][] calls) =>
        UniswapV3.Multicall.Encode((BigInteger)Permitted.From.ToUnixTimeSeconds(), Array.ConvertAll(calls, call => (object)call));

    private static byte[] Path(Address[] tokens, int[] fees) => UniswapV3.Path(tokens, fees);

    private static Address Numbered(byte value) => new([.. new byte[Address.Size - 1], value]);
}
