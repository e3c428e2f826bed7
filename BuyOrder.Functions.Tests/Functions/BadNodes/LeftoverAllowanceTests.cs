using BuyOrder.Domain.Money;
using BuyOrder.Testing.Model;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

public sealed class LeftoverAllowanceTests
{
    [Fact]
    public async Task Health_shows_what_others_may_still_take_while_no_order_is_open()
    {
        await using var app = await AppOnModelChain.StartAsync(3);
        var (_, before) = await app.GetAsync("GetHealthDetails");
        app.Chain.Others = state => state.WithEach(account => account with { Allowance = 7 * ModelChain.Unit });
        app.Mine(1);

        var (_, left) = await app.GetAsync("GetHealthDetails");
        await app.SellAsync(new Zar(2_000_00));
        await app.RunAsync("first");
        var (_, open) = await app.GetAsync("GetHealthDetails");

        Assert.Null(before["wallet"]!["leftoverAllowances"]);
        Assert.Equal($$"""[{"spender":"{{ModelContracts.Router}}","stablecoin":"7"}]""", left["wallet"]!["leftoverAllowances"]!.ToJsonString());
        Assert.NotNull(open["openOrder"]);
        Assert.Null(open["wallet"]!["leftoverAllowances"]);
    }
}
