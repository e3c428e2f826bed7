using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Orders;

namespace BuyOrder.Functions.Tests.Domain.Checks;

public sealed class RotationCheckTests
{
    private static readonly Address Wallet = new(Enumerable.Repeat((byte)0x11, Address.Size).ToArray());
    private static readonly Address Router = new(Enumerable.Repeat((byte)0x33, Address.Size).ToArray());
    private static readonly TreasuryState State = new TreasuryState().TakeNonce(Wallet, 6);

    [Fact]
    public void Wallet_with_nothing_left_but_gas_is_finished() =>
        Assert.Null(RotationCheck.Refuse(Wallet, State, Facts()));

    [Theory]
    [InlineData(7, 6, 0, 0, "nonceFinal", "Wait until it is final.")]
    [InlineData(8, 8, 0, 0, "nonceFinal", "accept its nonce")]
    [InlineData(7, 7, 1, 0, "allowancesZero", "kind revokeAllowance")]
    [InlineData(7, 7, 0, 1, "stablecoinSwept", "kind sweep")]
    [InlineData(8, 8, 1, 1, "nonceFinal", "accept its nonce")]
    public void First_thing_that_is_left_is_named_with_what_to_do(long head, long final, long allowance, long stablecoin, string point, string next)
    {
        var facts = Facts() with
        {
            NonceAtHead = head,
            NonceAtFinal = final,
            StablecoinBalance = stablecoin,
            Allowances = Facts().Allowances.SetItem(Router, allowance),
        };

        var refusal = RotationCheck.Refuse(Wallet, State, facts);
        var open = RotationCheck.Points(Wallet, State, facts).First(each => !each.IsDone);

        Assert.Equal((ReasonCode.RotationIncomplete, point), (refusal!.Reason, open.Name));
        Assert.Contains(next, refusal.Detail, StringComparison.Ordinal);
        Assert.False(refusal.Reason.IsRefusal);
    }

    [Fact]
    public void What_is_open_comes_first_in_the_list_and_is_told_by_its_own_reason_in_a_run()
    {
        var open = State with { OpenOrderId = "m-1" };

        Assert.Equal("nothingOpen", RotationCheck.Points(Wallet, open, Facts()).First(point => !point.IsDone).Name);
        Assert.Null(RotationCheck.Refuse(Wallet, open, Facts()));
        Assert.Equal(
            ["nothingOpen", "nonceFinal", "allowancesZero", "stablecoinSwept", "nativeLeft"],
            RotationCheck.Points(Wallet, open, Facts()).Select(point => point.Name));
    }

    [Fact]
    public void Each_point_says_what_there_is_and_what_to_do()
    {
        var left = Facts() with { StablecoinBalance = 5, Allowances = Facts().Allowances.SetItem(Router, 3) };
        var undone = State with { UndoneOrders = ["m-7"] };

        Assert.Equal(
            [
                new RotationPoint("nothingOpen", true, "No order and no task is open.", "Resolve the undone order."),
                new RotationPoint("nonceFinal", true, "The order store expects nonce 7, the chain shows 7, of which 7 is final.", "Wait until it is final."),
                new RotationPoint("allowancesZero", true, "No allowance is left.", ""),
                new RotationPoint("stablecoinSwept", true, "It holds 0 units of stablecoin.", $"POST /api/wallet/tasks with kind sweep and wallet {Wallet}."),
                new RotationPoint("nativeLeft", true, "It holds 1000000000000000000 wei for gas. No task moves it.", ""),
            ],
            RotationCheck.Points(Wallet, State, Facts()));
        Assert.Equal(
            new RotationPoint(
                "allowancesZero", false, $"{Router} may take 3 units.", $"POST /api/wallet/tasks with kind revokeAllowance, spender {Router} and wallet {Wallet}."),
            RotationCheck.Points(Wallet, State, left)[2]);
        Assert.Equal(new RotationPoint("nothingOpen", false, "Order m-7 is undone.", "Resolve the undone order."), RotationCheck.Points(Wallet, undone, left)[0]);
        Assert.Equal(
            new RotationPoint("nothingOpen", false, "w-1 is open.", "Pause buying, and wait until what is open has ended, or cancel it."),
            RotationCheck.Points(Wallet, undone with { OpenOrderId = "w-1" }, left)[0]);
    }

    private static PreTradeFacts Facts() => new()
    {
        Head = 100,
        HeadTime = OrderExamples.Noon,
        BaseFeeWei = 1,
        SuggestedTipWei = 1,
        NonceAtHead = 7,
        NonceAtFinal = 7,
        NativeBalanceWei = BigInteger.Pow(10, 18),
        StablecoinBalance = 0,
        Allowance = 0,
        Allowances = ImmutableSortedDictionary<Address, BigInteger>.Empty.Add(Router, 0),
        Quote = null,
        MarketFault = null,
    };
}
