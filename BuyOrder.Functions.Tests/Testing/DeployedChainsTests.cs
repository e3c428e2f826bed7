using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Testing;

public sealed class DeployedChainsTests(TestServers servers)
{
    /// <summary>The node answers before it has mined.</summary>
    private const int MostLooks = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chain_that_is_used_again_knows_nothing_of_its_last_user(bool mines)
    {
        var chains = new DeployedChains(servers);
        await using var used = await chains.TakeAsync(mines: mines);
        var control = new AnvilControl(used.Node);
        var (height, fresh) = (await control.HeightAsync(), await control.ReadAsync(Eth.Block(BlockTag.Latest)));
        var wallet = used.Market.Wallet.Address;
        await control.ImpersonateAsync(wallet);
        var mined = await SendAsync(control, wallet);
        await control.SkipTimeAsync(TimeSpan.FromDays(3));
        await control.MineAsync(3);
        await control.HoldTimeAsync();
        await control.MineAsync(2);
        await control.ReorgAsync(1);
        await control.SetAutomineAsync(false);
        await control.SetNextBaseFeeAsync(77_000_000_000);
        var waiting = await SendAsync(control, wallet);

        await used.DisposeAsync();
        await using var again = await chains.TakeAsync(mines: mines);

        Assert.Same(used, again);
        Assert.Equal(height + 1, await control.HeightAsync());
        Assert.Null(await control.ReadAsync(Eth.Transaction(mined)));
        Assert.Null(await control.ReadAsync(Eth.Transaction(waiting)));
        Assert.Equal(0UL, await control.ReadAsync(Eth.TransactionCount(wallet, BlockTag.Pending)));
        var newest = (await control.ReadAsync(Eth.Block(BlockTag.Latest)))!;
        Assert.InRange(newest.Timestamp, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(5));
        Assert.True(newest.BaseFeePerGasWei <= fresh!.BaseFeePerGasWei);
        await control.SkipTimeAsync(TimeSpan.FromSeconds(10));
        await control.MineAsync();
        Assert.True((await control.ReadAsync(Eth.Block(BlockTag.Latest)))!.Timestamp >= newest.Timestamp.AddSeconds(10));
        Assert.Equal(mines, await IsMinedAtOnceAsync(control, wallet));
    }

    [Fact]
    public async Task Chain_in_use_is_not_given_to_another_and_one_that_died_not_at_all()
    {
        var chains = new DeployedChains(servers);
        await using var first = await chains.TakeAsync();
        await using var second = await chains.TakeAsync();
        await first.Anvil.DisposeAsync();
        await first.DisposeAsync();

        await using var third = await chains.TakeAsync();

        Assert.NotSame(first, second);
        Assert.NotSame(first, third);
        Assert.NotSame(second, third);
    }

    private static async Task<bool> IsMinedAtOnceAsync(AnvilControl control, Address wallet)
    {
        await control.ImpersonateAsync(wallet);
        var hash = await SendAsync(control, wallet);
        for (var look = 0; look < MostLooks; look++)
        {
            if (await control.ReadAsync(Eth.Receipt(hash)) is not null)
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }

        return false;
    }

    private static Task<Hash256> SendAsync(AnvilControl control, Address wallet) => control.ReadAsync(RpcRequest.Create(
        "eth_sendTransaction",
        isRead: false,
        json =>
        {
            json.WriteStartObject();
            json.WriteString("from", wallet.ToString());
            json.WriteString("to", wallet.ToString());
            json.WriteString("value", "0x1");
            json.WriteEndObject();
        },
        answer => Hash256.Parse(answer.GetString()!)));
}
