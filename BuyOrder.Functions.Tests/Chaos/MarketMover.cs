using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>A trader in the same pool: ahead of a swap, so that it reverts, and back again.</summary>
internal sealed class MarketMover
{
    /// <summary>Moves the price by twice that: more than the slippage that is allowed, less than the deviation.</summary>
    private const int ShareBps = 85;

    /// <summary>What the pool's price may be off before it is traded back, in basis points.</summary>
    private const int TolerableBps = 25;

    private static readonly BigInteger Plenty = BigInteger.Pow(10, 40);
    private static readonly BigInteger GasLimit = 500_000;
    private static readonly BigInteger HighTipWei = 100_000_000_000;
    private static readonly BigInteger HighFeeWei = 5_000_000_000_000;
    private static readonly AbiFunction Mint = AbiFunction.Parse("mint(address to, uint256 value)");

    private readonly ChaosChain chain;
    private readonly Address trader;
    private readonly bool isZarFirst;

    private MarketMover(ChaosChain chain, Address trader, bool isZarFirst) =>
        (this.chain, this.trader, this.isZarFirst) = (chain, trader, isZarFirst);

    /// <summary>The deployer, who issues the Rand and holds the tokens that are not in the pool.</summary>
    public static async Task<MarketMover> CreateAsync(ChaosChain chain)
    {
        var trader = (await chain.ReadAsync(DevelopmentNode.Accounts))[0];
        var first = await chain.ReadAsync(
            Eth.Call(new CallRequest { To = chain.Market.Pair, Data = UniswapV2.Token0.Encode() }, BlockTag.Latest));
        var mover = new MarketMover(chain, trader, (Address)UniswapV2.Token0.DecodeOutput(first)[0] == chain.Market.Zar);
        await mover.SendAsync(chain.Market.Zar, Mint.Encode(trader, DeploymentPlan.PoolZar));
        await mover.SendAsync(chain.Market.Zar, Erc20.Approve.Encode(chain.Market.Router, Plenty));
        await mover.SendAsync(chain.Market.Azr, Erc20.Approve.Encode(chain.Market.Router, Plenty));
        await chain.MineAsync(1);
        return mover;
    }

    /// <summary>Buys ahead of everybody in the next block.</summary>
    public async Task BuyAheadAsync()
    {
        var (zar, _) = await ReservesAsync();
        await TradeAsync(chain.Market.Zar, chain.Market.Azr, zar * ShareBps / 10_000);
    }

    /// <summary>Trades the price back to where it began; true: there was something to trade, in the next block.</summary>
    public async Task<bool> RestoreAsync()
    {
        var (zar, azr) = await ReservesAsync();
        var fair = DeploymentPlan.PoolZar / DeploymentPlan.PoolAzr;
        var offBps = ((zar * 10_000) / (azr * fair)) - 10_000;
        if (BigInteger.Abs(offBps) <= TolerableBps)
            return false;
        var product = zar * azr;
        if (offBps.Sign > 0)
            await TradeAsync(chain.Market.Azr, chain.Market.Zar, Root(product / fair) - azr);
        else
            await TradeAsync(chain.Market.Zar, chain.Market.Azr, Root(product * fair) - zar);
        return true;
    }

    private Task<Hash256> TradeAsync(Address from, Address to, BigInteger amount) => SendAsync(
        chain.Market.Router,
        UniswapV2.Swap.Encode(
            amount, BigInteger.Zero, new object[] { from, to }, trader, new BigInteger(long.MaxValue)));

    private async Task<(BigInteger Zar, BigInteger Azr)> ReservesAsync()
    {
        var answer = await chain.ReadAsync(
            Eth.Call(new CallRequest { To = chain.Market.Pair, Data = UniswapV2.GetReserves.Encode() }, BlockTag.Latest));
        var reserves = UniswapV2.GetReserves.DecodeOutput(answer);
        var (first, second) = (reserves.Get<BigInteger>(0), reserves.Get<BigInteger>(1));
        return isZarFirst ? (first, second) : (second, first);
    }

    private Task<Hash256> SendAsync(Address to, byte[] data) => chain.ReadAsync(RpcRequest.Create(
        "eth_sendTransaction",
        isRead: false,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("from", trader.ToString());
            json.WriteString("to", to.ToString());
            json.WriteString("data", Hex.Encode(data));
            json.WritePropertyName("gas");
            json.WriteRawValue(AnvilControl.Quantity(GasLimit));
            json.WritePropertyName("maxFeePerGas");
            json.WriteRawValue(AnvilControl.Quantity(HighFeeWei));
            json.WritePropertyName("maxPriorityFeePerGas");
            json.WriteRawValue(AnvilControl.Quantity(HighTipWei));
            json.WriteEndObject();
        },
        answer => Hash256.Parse(answer.GetString()!)));

    /// <summary>The integer square root, by Newton's method from above.</summary>
    private static BigInteger Root(BigInteger square)
    {
        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        for (var next = (root + (square / root)) >> 1; next < root; next = (root + (square / root)) >> 1)
            root = next;
        return root;
    }
}
