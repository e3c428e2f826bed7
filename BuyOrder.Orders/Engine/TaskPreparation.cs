using System.Numerics;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>
/// Makes the next signed transaction of a wallet task, in memory: guards on fresh data, a trial, fees, signature. The market has no say in it.
/// </summary>
internal sealed class TaskPreparation(
    PreTradeReader chain, Simulator simulator, OrderTransactions transactions, AttemptSigning signing, EngineLimits patience, TimeProvider time)
{
    /// <summary>What the task is there for, at the wallet's next nonce.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> PrepareAsync(OrderSnapshot book, BusinessParameters limits, CancellationToken cancellation)
    {
        var task = book.Task!;
        var facts = await chain.ReadAsync(task.Wallet, amountIn: null, book.State, cancellation);
        if (TaskChecks.Check(new TaskQuestion(task.Wallet, task.Action, book.State, facts, limits, patience, time.GetUtcNow())) is { } refusal)
            return new PreparedAttempt.Refused(refusal, facts);
        var nonce = PreTradeChecks.NextNonce(book.State, task.Wallet, facts);
        return await SignAsync(book, nonce, PreTradeChecks.Offer(facts, limits)!, BlockTag.Pending, facts, limits, isReplacement: false, cancellation);
    }

    /// <summary>The same again at the same nonce, with higher fees.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> ReplaceAsync(OrderSnapshot book, Attempt old, BusinessParameters limits, CancellationToken cancellation)
    {
        var facts = await chain.ReadAsync(book.Task!.Wallet, amountIn: null, book.State, cancellation);
        return OrderPreparation.Raise(old, facts, limits) is { } fee
            ? await SignAsync(book, old.Nonce, fee, BlockTag.Latest, facts, limits, isReplacement: true, cancellation)
            : new PreparedAttempt.Refused(PreTradeChecks.FeeTooHigh(facts, limits, old.MaxFeePerGasWei), facts);
    }

    /// <summary>What is left of an allowance that the task was to take back; 0 for a sweep, and where nothing is open that is a task.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell.</exception>
    public async Task<BigInteger> LeftoverAsync(OrderSnapshot book, CancellationToken cancellation) =>
        book.Task is { Action: TaskAction.Revoke revoke } task
            ? (await chain.ReadAsync(task.Wallet, amountIn: null, book.State, cancellation)).Allowances.GetValueOrDefault(revoke.Spender)
            : BigInteger.Zero;

    private async Task<PreparedAttempt> SignAsync(
        OrderSnapshot book, long nonce, FeeOffer fee, BlockTag at, PreTradeFacts facts, BusinessParameters limits, bool isReplacement,
        CancellationToken cancellation)
    {
        var task = book.Task!;
        var content = transactions.Of(task, book.State);
        var (gas, failed) = await simulator.TryAsync(task.Wallet, content.Call, at, book.State.HighWaterBlock, cancellation);
        if (failed is not null)
            return new PreparedAttempt.Refused(failed, facts);

        // A replacement must raise the tip too, so only the whole fee's cap bounds it.
        var offer = new TransactionOffer(
            nonce, gas, fee, limits.MaxFeePerGasWei, isReplacement ? limits.MaxFeePerGasWei : limits.MaxPriorityFeePerGasWei);
        return await signing.SignAsync(book, content, offer, facts, cancellation);
    }
}
