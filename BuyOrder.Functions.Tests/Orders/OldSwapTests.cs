using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Recovery;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// Orders whose stored swap is of the time before the router was asked to hold the balance to the minimum: these bytes may be out, and are brought
/// to their end.
/// </summary>
public sealed class OldSwapTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AttemptState.Stored)]
    [InlineData(AttemptState.Sent)]
    public async Task Stored_swap_of_the_old_function_is_sent_mined_and_settled(AttemptState state)
    {
        await using var bench = await StartAsync();

        var old = await BecomeOldAsync(bench, state);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Equal(old.TransactionHash, ended.Order.Purchase!.TransactionHash);
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mined_purchase_of_which_less_arrived_is_closed_by_an_operator_with_what_arrived(bool byEvents)
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        var old = await BecomeOldAsync(bench, AttemptState.Sent);
        await tokens.SendRawAsync(old.SignedBytes);
        if (byEvents)
            await tokens.SetFeeAsync(500, bench.Contracts.Azr, mine: false);
        else
            await tokens.SetShortAsync(500, mine: false);
        await bench.Chain.MineAsync(6);

        var process = bench.Start();
        await process.AdvanceAsync();
        await process.AdvanceAsync();
        var unknown = (await process.FindAsync("m-1")).Order;
        var failed = await process.Resolution.ResolveAsync(
            new ResolutionRequest("m-1", Finding.Failed, "looked", null, "operator"), Cancellation);
        var completed = await process.Resolution.ResolveAsync(
            new ResolutionRequest("m-1", Finding.Completed, "looked", $"{old.TransactionHash}", "operator"), Cancellation);

        Assert.Equal((true, ReasonCode.PurchaseMismatch), (unknown.IsUnknown, unknown.Reason));
        Assert.IsType<ResolutionResult.Conflict>(failed);
        var resolved = Assert.IsType<ResolutionResult.Resolved>(completed);
        var arrived = await tokens.BalanceAsync(bench.Contracts.Azr, bench.Contracts.Treasury);
        Assert.True(arrived > 0 && arrived < old.MinimumOut);
        var state = await process.Book.ReadStateAsync(Cancellation);
        Assert.Equal((arrived, arrived, 1L), (resolved.Order.Order.Purchase!.TokensAcquired, state.TokensAcquired, state.Completed));
        Assert.Null(state.OpenOrderId);
    }

    private Task<EngineBench> StartAsync() => EngineBench.StartAsync(servers, revenue: new Zar(100_000_00), tokens: OddTokens.Both);

    /// <summary>An order whose swap is stored, and was never sent as far as the chain knows, gets one of the old function in its place.</summary>
    private static async Task<Attempt> BecomeOldAsync(EngineBench bench, AttemptState state)
    {
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var swap = (await process.FindAsync("m-1")).Attempts[^1];
        await bench.Chain.DropAsync(swap.TransactionHash);

        var content = SignedTransaction.Decode(swap.SignedBytes).Transaction;
        var call = UniswapV2.Swap.DecodeInput(content.Data.Span);
        using var key = new PrivateKeySigner(Hex.Decode(bench.Contracts.Wallet.PrivateKey));
        var data = ModelContracts.OldSwap.Encode(call[0], call[1], call.GetArray<Address>(2), call[3], call[4]);
        var signed = await (content with { Data = data }).SignAsync(key, Cancellation);
        var old = swap with
        {
            SignedBytes = signed.Encoded,
            TransactionHash = signed.Hash,
            State = state,
            SentAtBlock = state == AttemptState.Stored ? null : swap.SentAtBlock,
        };
        await bench.ReplaceAttemptAsync("m-1", old);
        return old;
    }
}
