using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Market;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Runs;
using BuyOrder.Functions.Signing;

namespace BuyOrder.Functions.Orders;

/// <summary>
/// Makes the next signed transaction of an order, in memory: guards on fresh data, simulation, fees, signature. Nothing leaves the process
/// here, so losing the result costs nothing.
/// </summary>
internal sealed class OrderPreparation(
    PurchaseReader chain, Simulator simulator, GuardedSigner signer, IMarket market, ChainOptions options,
    OrderLimits patience, TimeProvider time)
{
    /// <summary>How long a swap may wait to be mined before it can only revert.</summary>
    private static readonly TimeSpan SwapLifetime = TimeSpan.FromMinutes(20);

    /// <summary>A quarter on top of the estimate: state may move before the transaction is mined.</summary>
    private const long GasMarginDivisor = 4;

    /// <summary>
    /// And what a pool writes only in a later second than its last trade: two storage slots, which an estimate within that second misses. Gas
    /// that is not used is not paid for.
    /// </summary>
    private const long LaterSecondGas = 50_000;

    /// <summary>The transaction that comes next: the allowance when it is not exactly the spend, else the swap.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> PrepareAsync(OpenBook book, BusinessParameters limits, CancellationToken cancellation)
    {
        var order = book.Order!;
        var wallet = Address.Parse(order.Wallet);
        var opening = await chain.OpenMarketAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, order.SpendUnits, book.State.HighWaterBlock, cancellation);
        if (opening.Terms is not { Units: var units })
            return new PreparedAttempt(null, new Refusal(ReasonCode.MarketUnavailable, opening.Detail), facts);
        if (Check(book, order, wallet, units, facts, limits, out var verdict, out var fee) is { } refusal)
            return new PreparedAttempt(null, refusal, facts);

        var approve = facts.Allowance != order.SpendUnits;
        if (approve && ApprovedBefore(book))
        {
            return new PreparedAttempt(
                null,
                new Refusal(ReasonCode.AllowanceMismatch, $"The allowance is {facts.Allowance} units though {order.SpendUnits} were approved."),
                facts);
        }

        var content = approve ? Approval(order) : Purchase(order, verdict!.MinimumOut, units, limits, facts);
        var (gas, failed) = await simulator.TryAsync(wallet, content.Call, BlockTag.Pending, book.State.HighWaterBlock, cancellation);
        if (failed is not null)
            return new PreparedAttempt(null, failed, facts);

        var nonce = WalletRules.NextNonce(book.State, wallet, facts);
        return await SignAsync(book, content, nonce, WithMargin(gas), fee!, limits, limits.MaxPriorityFeePerGasWei, facts, cancellation);
    }

    /// <summary>
    /// Another attempt at the same nonce with higher fees: the same again, but a swap on fresh terms, or a cancel in its place when the guards
    /// refuse those.
    /// </summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> ReplaceAsync(OpenBook book, Attempt old, BusinessParameters limits, CancellationToken cancellation)
    {
        var wallet = Address.Parse(book.Order!.Wallet);
        var opening = await chain.OpenMarketAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, book.Order.SpendUnits, book.State.HighWaterBlock, cancellation);
        if (Raise(old, facts, limits) is not { } fee)
            return new PreparedAttempt(null, new Refusal(ReasonCode.FeeTooHigh, WalletRules.FeeText(facts, limits)), facts);

        var content = old.Kind switch
        {
            AttemptKind.Approve => Approval(book.Order),
            AttemptKind.Swap when opening.Terms is { Units: var units } && Requote(book, units, facts, limits) is { } swap => swap,
            _ => Cancel(wallet),
        };

        // The pending block may hold the attempt that is to be replaced.
        var (gas, failed) = await simulator.TryAsync(wallet, content.Call, BlockTag.Latest, book.State.HighWaterBlock, cancellation);
        if (failed is not null && content.Kind == AttemptKind.Swap)
        {
            content = Cancel(wallet);
            (gas, failed) = await simulator.TryAsync(wallet, content.Call, BlockTag.Latest, book.State.HighWaterBlock, cancellation);
        }

        // A replacement must raise the tip too, so only the whole fee's cap bounds it.
        return failed is not null
            ? new PreparedAttempt(null, failed, facts)
            : await SignAsync(book, content, old.Nonce, WithMargin(gas), fee, limits, limits.MaxFeePerGasWei, facts, cancellation);
    }

    /// <summary>Bytes that no node may have seen need no raise where there is none below the cap.</summary>
    private static FeeOffer? Raise(Attempt old, PurchaseFacts facts, BusinessParameters limits)
    {
        if (FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei) is not { } current)
            return null;
        var raised = FeePolicy.Raise(new FeeOffer(old.MaxFeePerGasWei, old.MaxPriorityFeePerGasWei), current, limits.MaxFeePerGasWei);
        return raised ?? (old.State == AttemptState.Stored ? current : null);
    }

    /// <summary>The same spend on what the market offers now; null when the guards refuse that.</summary>
    private Content? Requote(OpenBook book, TokenUnits units, PurchaseFacts facts, BusinessParameters limits)
    {
        var order = book.Order!;
        if (facts.Quote is null || Identity(book.State, facts) is not null)
            return null;
        var verdict = MarketGuards.Check(order.Spend, facts.Quote, units, limits.ReferencePrice, GuardMapping.Limits(limits), facts.BaseFeeWei);
        return verdict.IsAccepted ? Purchase(order, verdict.MinimumOut, units, limits, facts) : null;
    }

    private Content Approval(Order order) => new(
        AttemptKind.Approve, market.Approve(order.SpendUnits), new SigningIntent.Approve(order.SpendUnits), BigInteger.Zero, null);

    /// <summary>With what the signing boundary holds it to: known from the order and its parameters, without the market's word.</summary>
    private Content Purchase(Order order, BigInteger minimumOut, TokenUnits units, BusinessParameters limits, PurchaseFacts facts)
    {
        var now = time.GetUtcNow();
        var deadline = Later(facts.HeadTime, now) + SwapLifetime;
        var floor = MarketGuards.MinimumFloor(order.Spend, units, limits.ReferencePrice, GuardMapping.Limits(limits));
        return new Content(
            AttemptKind.Swap,
            market.Swap(order.SpendUnits, minimumOut, deadline, Address.Parse(order.Recipient)),
            new SigningIntent.Swap(order.SpendUnits, floor, now, deadline),
            minimumOut,
            deadline);
    }

    private static Content Cancel(Address wallet) =>
        new(AttemptKind.Cancel, new ContractCall(wallet, []), new SigningIntent.Cancel(), BigInteger.Zero, null);

    private Refusal? Identity(BookState state, PurchaseFacts facts) =>
        WalletRules.CheckChain(state, facts) ?? WalletRules.CheckContracts(state, facts) ?? WalletRules.CheckClock(facts, time.GetUtcNow(), patience);

    private Refusal? Check(
        OpenBook book, Order order, Address wallet, TokenUnits units, PurchaseFacts facts, BusinessParameters limits,
        out GuardVerdict? verdict, out FeeOffer? fee)
    {
        verdict = null;
        fee = FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);
        if (WalletRules.CheckNonce(book.State, wallet, facts) is { } nonce)
            return nonce;
        if (Identity(book.State, facts) is { } mismatch)
            return mismatch;
        if (facts.Quote is null)
            return new Refusal(ReasonCode.MarketUnavailable, facts.MarketFault ?? "The market gives no quote.");
        verdict = MarketGuards.Check(order.Spend, facts.Quote, units, limits.ReferencePrice, GuardMapping.Limits(limits), facts.BaseFeeWei);
        if (!verdict.IsAccepted)
            return new Refusal(GuardMapping.Reason(verdict.Outcome), verdict.Message);
        return fee is null
            ? new Refusal(ReasonCode.FeeTooHigh, WalletRules.FeeText(facts, limits))
            : WalletRules.CheckFunds(order.SpendUnits, fee, facts);
    }

    private static long WithMargin(long gas) => gas + (gas / GasMarginDivisor) + LaterSecondGas;

    private async Task<PreparedAttempt> SignAsync(
        OpenBook book, Content content, long nonce, long gasLimit, FeeOffer fee, BusinessParameters limits, BigInteger tipCapWei,
        PurchaseFacts facts, CancellationToken cancellation)
    {
        try
        {
            return new PreparedAttempt(await SignAsync(book, content, nonce, gasLimit, fee, limits, tipCapWei, cancellation), null, facts);
        }
        catch (SigningRefusedException refused)
        {
            return new PreparedAttempt(null, new Refusal(ReasonCode.SigningRefused, refused.Message), facts);
        }
    }

    private async Task<Attempt> SignAsync(
        OpenBook book, Content content, long nonce, long gasLimit, FeeOffer fee, BusinessParameters limits, BigInteger tipCapWei,
        CancellationToken cancellation)
    {
        var order = book.Order!;
        var unsigned = new FeeMarketTransaction
        {
            ChainId = (ulong)options.ChainId,
            Nonce = (ulong)nonce,
            MaxFeePerGas = fee.MaxFeePerGasWei,
            MaxPriorityFeePerGas = fee.MaxPriorityFeePerGasWei,
            GasLimit = (ulong)gasLimit,
            To = content.Call.To,
            Data = content.Call.Data,
        };
        var request = new SigningRequest(
            content.Intent, order.KeyId, Address.Parse(order.Wallet), (ulong)nonce, limits.MaxFeePerGasWei, tipCapWei);
        var signed = await signer.SignAsync(unsigned, request, cancellation);
        return new Attempt
        {
            Number = book.Attempts.Count + 1,
            Retry = order.Retry,
            Kind = content.Kind,
            State = AttemptState.Stored,
            Nonce = nonce,
            TransactionHash = signed.Hash.ToString(),
            SignedBytes = signed.Encoded,
            MaxFeePerGasWei = fee.MaxFeePerGasWei,
            MaxPriorityFeePerGasWei = fee.MaxPriorityFeePerGasWei,
            GasLimit = gasLimit,
            MinimumOut = content.MinimumOut,
            Deadline = content.Deadline,
            CreatedAt = time.GetUtcNow(),
        };
    }

    private static bool ApprovedBefore(OpenBook book) =>
        book.Attempts.Any(row => row.Attempt.Retry == book.Order!.Retry && row.Attempt.Kind == AttemptKind.Approve);

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    /// <summary>What a transaction is to do, and the intent that the signing boundary holds it to.</summary>
    private sealed record Content(AttemptKind Kind, ContractCall Call, SigningIntent Intent, BigInteger MinimumOut, DateTimeOffset? Deadline);
}
