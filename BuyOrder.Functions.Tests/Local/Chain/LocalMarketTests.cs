using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Chain;

public sealed class LocalMarketTests(TestServers servers)
{
    private static readonly BigInteger Unit = BigInteger.Pow(10, 18);
    private static readonly AbiFunction BalanceOf = AbiFunction.Parse("balanceOf(address) view returns (uint256)");
    private static readonly AbiFunction Decimals = AbiFunction.Parse("decimals() view returns (uint8)");
    private static readonly AbiFunction GetAmountsOut = AbiFunction.Parse("getAmountsOut(uint256,address[]) view returns (uint256[])");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<bool> MiningModes => [true, false];

    [Theory]
    [MemberData(nameof(MiningModes))]
    public async Task Deployment_makes_a_market_at_50_rand_and_funds_the_wallet(bool minesByItself)
    {
        var options = minesByItself ? new AnvilOptions { BlockTimeSeconds = 1, MixedMining = true } : new AnvilOptions { NoMining = true };
        await using var anvil = await servers.StartAnvilAsync(options, Cancellation);
        using var http = new HttpClient();
        var node = new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions(), TimeProvider.System);

        var market = await LocalMarket.DeployAsync(anvil.RpcUrl, await servers.ToolsAsync(), Cancellation);

        var batch = new RpcBatch();
        var azrInPool = batch.Add(Call(market.Azr, BalanceOf.Encode(market.Pair)));
        var zarInPool = batch.Add(Call(market.Zar, BalanceOf.Encode(market.Pair)));
        var zarInWallet = batch.Add(Call(market.Zar, BalanceOf.Encode(market.Wallet.Address)));
        var azrInTreasury = batch.Add(Call(market.Azr, BalanceOf.Encode(market.Treasury)));
        var decimals = batch.Add(Call(market.Azr, Decimals.Encode()));
        var quote = batch.Add(Call(market.Router, GetAmountsOut.Encode(10_000 * Unit, new object[] { market.Zar, market.Azr })));
        var gas = batch.Add(Eth.Balance(market.Wallet.Address, BlockTag.Latest));
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var finalized = batch.Add(Eth.Block(BlockTag.Finalized));
        await node.SendAsync(batch, Cancellation);
        Assert.Equal(20_000_000 * Unit, Number(azrInPool));
        Assert.Equal(1_000_000_000 * Unit, Number(zarInPool));
        Assert.Equal(100_000_000 * Unit, Number(zarInWallet));
        Assert.Equal(BigInteger.Zero, Number(azrInTreasury));
        Assert.Equal(18, Number(decimals));
        Assert.Equal(1_000 * Unit, gas.Result);
        // 200 AZR less the pool's 0.3 % and the impact of 10 000 in 1 000 000 000.
        Assert.Equal("199.398", Tokens((BigInteger)((IReadOnlyList<object>)GetAmountsOut.DecodeOutput(quote.Result)[0])[1]));
        Assert.True(head.Result!.Number >= 36);
        Assert.Equal(head.Result.Number - 2, finalized.Result!.Number);
        Assert.Equal(31337UL, market.ChainId);
    }

    [Fact]
    public async Task Second_deployment_on_a_chain_is_another_market_with_another_wallet()
    {
        await using var anvil = await servers.StartAnvilAsync(new AnvilOptions(), Cancellation);
        var tools = await servers.ToolsAsync();

        var first = await LocalMarket.DeployAsync(anvil.RpcUrl, tools, Cancellation);
        var second = await LocalMarket.DeployAsync(anvil.RpcUrl, tools, Cancellation);

        var addresses = new[] { first, second }.SelectMany(each =>
            new[] { each.Azr, each.Zar, each.Router, each.Pair, each.Wallet.Address, each.Treasury });
        Assert.Equal(12, addresses.Distinct().Count());
    }

    [Fact]
    public async Task Node_that_is_not_there_is_a_fault_that_names_it()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Any()}/key-of-an-account");
        var tools = await servers.ToolsAsync();

        var fault = await Assert.ThrowsAsync<ServerStartException>(() => LocalMarket.DeployAsync(url, tools, Cancellation));

        Assert.Contains(url.Authority, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key-of-an-account", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public async Task Deployment_that_the_node_refuses_is_one_line_that_names_the_step()
    {
        await using var anvil = await servers.StartAnvilAsync(new AnvilOptions { MoreArguments = ["--gas-limit", "5000000"] }, Cancellation);
        var tools = await servers.ToolsAsync();

        var fault = await Assert.ThrowsAsync<ServerStartException>(() => LocalMarket.DeployAsync(anvil.RpcUrl, tools, Cancellation));

        Assert.Contains("step 1, create AzrToken, was refused: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Wallet_never_shows_its_key()
    {
        var wallet = Wallet.Create();

        Assert.DoesNotContain(wallet.PrivateKey, $"{wallet}", StringComparison.Ordinal);
    }

    private static RpcRequest<byte[]> Call(Address contract, byte[] data) =>
        Eth.Call(new CallRequest { To = contract, Data = data }, BlockTag.Latest);

    private static BigInteger Number(RpcCall<byte[]> call) => new(call.Result, isUnsigned: true, isBigEndian: true);

    private static string Tokens(BigInteger raw) => $"{raw / Unit}.{raw % Unit / BigInteger.Pow(10, 15):000}";
}
