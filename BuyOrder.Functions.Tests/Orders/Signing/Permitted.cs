using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>One order's four transactions, and a task's, exactly as they are permitted, to be changed by the tests.</summary>
internal static class Permitted
{
    public const ulong ChainId = 31337;

    /// <summary>The first of Anvil's well-known accounts.</summary>
    public const string PrivateKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    public static readonly Address Wallet = Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");

    /// <summary>Of Uniswap v2.</summary>
    public static readonly Address Router = Filled(0x33);

    public static readonly MarketPlace.UniswapV3 V3 = new(Filled(0x88), Filled(0x99), [500, 3_000]);

    public static readonly MarketRoute Route = new(
        Token: Filled(0x11), Stablecoin: Filled(0x22), Recipient: Filled(0x44), Hop: Filled(0x55), Places: [new MarketPlace.UniswapV2(Router), V3]);

    public static readonly BigInteger Spend = 10_000 * BigInteger.Pow(10, 18);
    public static readonly BigInteger Floor = 197 * BigInteger.Pow(10, 18);
    public static readonly DateTimeOffset From = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    public static readonly DateTimeOffset To = DateTimeOffset.FromUnixTimeSeconds(1_800_001_200);

    private static readonly BigInteger Gwei = 1_000_000_000;

    public static (FeeMarketTransaction Transaction, SigningRequest Request) Approve() =>
        (Transaction(Route.Stablecoin, ApproveData(Router, Spend)), Request(new SigningIntent.Approve(Spend, MarketPlace.UniswapV2.Word)));

    public static (FeeMarketTransaction Transaction, SigningRequest Request) Swap() =>
        (Transaction(Router, SwapData()), Request(new SigningIntent.Swap(Spend, Floor, From, To, MarketPlace.UniswapV2.Word)));

    public static (FeeMarketTransaction Transaction, SigningRequest Request) Cancel() =>
        (Transaction(Wallet, []), Request(new SigningIntent.Cancel()));

    /// <summary>The market of an earlier time, which an order once allowed to take stablecoin.</summary>
    public static readonly Address OldRouter = Filled(0x77);

    public static (FeeMarketTransaction Transaction, SigningRequest Request) Reset() =>
        (Transaction(Route.Stablecoin, ApproveData(OldRouter, BigInteger.Zero)), Request(new SigningIntent.Reset(OldRouter, [OldRouter])));

    public static (FeeMarketTransaction Transaction, SigningRequest Request) Sweep() =>
        (Transaction(Route.Stablecoin, SweepData(Route.Recipient, Spend)), Request(new SigningIntent.Sweep(Spend)));

    public static byte[] SweepData(Address to, BigInteger amount) => Erc20.TransferTo.Encode(to, amount);

    public static byte[] ApproveData(Address spender, BigInteger amount) => Erc20.Approve.Encode(spender, amount);

    public static byte[] SwapData(
        BigInteger? amountIn = null,
        BigInteger? minimum = null,
        Address[]? path = null,
        Address? recipient = null,
        BigInteger? deadline = null) =>
        UniswapV2.Swap.Encode(
            amountIn ?? Spend, minimum ?? Floor, path ?? [.. Route.Path], recipient ?? Route.Recipient,
            deadline ?? From.ToUnixTimeSeconds());

    public static Address Filled(byte value) => new(Enumerable.Repeat(value, Address.Size).ToArray());

    private static FeeMarketTransaction Transaction(Address to, byte[] data) => new()
    {
        ChainId = ChainId,
        Nonce = 7,
        MaxFeePerGas = 30 * Gwei,
        MaxPriorityFeePerGas = 2 * Gwei,
        GasLimit = 250_000,
        To = to,
        Data = data,
    };

    private static SigningRequest Request(SigningIntent intent) =>
        new(intent, $"development:{Wallet}", Wallet, Nonce: 7, MaxFeePerGas: 30 * Gwei, MaxPriorityFeePerGas: 2 * Gwei);
}
