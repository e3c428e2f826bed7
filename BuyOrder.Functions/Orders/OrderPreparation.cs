using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Market;
using BuyOrder.Functions.Signing;

namespace BuyOrder.Functions.Orders;

/// <summary>
/// Makes the next signed transaction of an order, in memory: guards on fresh data, simulation, fees, signature. Nothing leaves the process
/// here, so losing the result costs nothing.
/// </summary>
internal sealed class OrderPreparation(
    PurchaseReader chain, Simulator simulator, SignerProvider signers, GuardedSigner guarded, IMarket market, ChainOptions options, TimeProvider time)
{
    /// <summary>How long a swap may wait to be mined before it can only revert.</summary>
    private static readonly TimeSpan SwapLifetime = TimeSpan.FromMinutes(20);

    /// <summary>A quarter on top of the estimate: state may move before the transaction is mined.</summary>
    private const long GasMarginDivisor = 4;

    private const long CancelGas = 21_000;

    /// <summary>The transaction that comes next: the allowance when it is not exactly the spend, else the swap.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell what is needed.</exception>
    public async Task<PreparedAttempt> PrepareAsync(OpenBook book, BusinessParameters limits, CancellationToken cancellation)
    {
        var order = book.Order!;
        var wallet = Address.Parse(order.Wallet);
        var facts = await chain.ReadAsync(wallet, order.SpendUnits, book.State.HighWaterBlock, PurchaseReader.Scope.Fresh, cancellation);
        var units = await market.UnitsAsync(cancellation);
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

        var deadline = Later(facts.HeadTime, time.GetUtcNow()) + SwapLifetime;
        SigningIntent intent = approve
            ? new SigningIntent.Approve(order.SpendUnits)
            : new SigningIntent.Swap(order.SpendUnits, verdict!.MinimumOut, deadline, Address.Parse(order.Recipient));
        var call = approve
            ? market.Approve(order.SpendUnits)
            : market.Swap(order.SpendUnits, verdict!.MinimumOut, deadline, Address.Parse(order.Recipient));
        var (gas, failed) = await simulator.TryAsync(wallet, call, cancellation);
        if (failed is not null)
            return new PreparedAttempt(null, failed, facts);

        var kind = approve ? AttemptKind.Approve : AttemptKind.Swap;
        var nonce = WalletRules.NextNonce(book.State, wallet, facts);
        return await SignAsync(book, kind, nonce, gas + (gas / GasMarginDivisor), call, fee!, intent, facts, limits, cancellation);
    }

    /// <summary>Another attempt at the same nonce with higher fees: the same content again, or a cancel.</summary>
    public async Task<PreparedAttempt> ReplaceAsync(
        OpenBook book, Attempt old, AttemptKind kind, BusinessParameters limits, CancellationToken cancellation)
    {
        var order = book.Order!;
        var wallet = Address.Parse(order.Wallet);
        var facts = await chain.ReadAsync(wallet, order.SpendUnits, book.State.HighWaterBlock, PurchaseReader.Scope.Fresh, cancellation);
        var current = FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);
        var earlier = new FeeOffer(old.MaxFeePerGasWei, old.MaxPriorityFeePerGasWei);
        if (FeePolicy.Raise(earlier, current, limits.MaxFeePerGasWei) is not { } fee)
            return new PreparedAttempt(null, new Refusal(ReasonCode.FeeTooHigh, WalletRules.FeeText(facts, limits)), facts);

        if (kind == AttemptKind.Cancel)
        {
            var cancel = new ContractCall(wallet, []);
            return await SignAsync(book, kind, old.Nonce, CancelGas, cancel, fee, new SigningIntent.Cancel(), facts, limits, cancellation);
        }

        var transaction = SignedTransaction.Decode(old.SignedBytes.Span).Transaction;
        SigningIntent intent = kind == AttemptKind.Approve
            ? new SigningIntent.Approve(order.SpendUnits)
            : new SigningIntent.Swap(order.SpendUnits, old.MinimumOut, old.Deadline!.Value, Address.Parse(order.Recipient));
        var same = new ContractCall(transaction.To!.Value, transaction.Data.ToArray());
        return await SignAsync(book, kind, old.Nonce, old.GasLimit, same, fee, intent, facts, limits, cancellation, old);
    }

    private static Refusal? Check(
        OpenBook book, Order order, Address wallet, TokenUnits units, PurchaseFacts facts, BusinessParameters limits,
        out GuardVerdict? verdict, out FeeOffer? fee)
    {
        verdict = null;
        fee = FeePolicy.Offer(facts.BaseFeeWei, facts.SuggestedTipWei, limits.MaxFeePerGasWei, limits.MaxPriorityFeePerGasWei);
        if (WalletRules.CheckNonce(book.State, wallet, facts) is { } nonce)
            return nonce;
        if (facts.Quote is null)
            return new Refusal(ReasonCode.MarketUnavailable, facts.MarketFault ?? "The market gives no quote.");
        verdict = MarketGuards.Check(order.Spend, facts.Quote, units, limits.ReferencePrice, GuardMapping.Limits(limits), facts.BaseFeeWei);
        if (!verdict.IsAccepted)
            return new Refusal(GuardMapping.Reason(verdict.Outcome), verdict.Message);
        return fee is null
            ? new Refusal(ReasonCode.FeeTooHigh, WalletRules.FeeText(facts, limits))
            : WalletRules.CheckFunds(order.SpendUnits, fee, facts);
    }

    private async Task<PreparedAttempt> SignAsync(
        OpenBook book, AttemptKind kind, long nonce, long gasLimit, ContractCall call, FeeOffer fee, SigningIntent intent,
        PurchaseFacts facts, BusinessParameters limits, CancellationToken cancellation, Attempt? same = null)
    {
        var order = book.Order!;
        var unsigned = new FeeMarketTransaction
        {
            ChainId = options.ChainId,
            Nonce = (ulong)nonce,
            MaxFeePerGas = fee.MaxFeePerGasWei,
            MaxPriorityFeePerGas = fee.MaxPriorityFeePerGasWei,
            GasLimit = (ulong)gasLimit,
            To = call.To,
            Value = BigInteger.Zero,
            Data = call.Data,
        };
        var signer = await signers.ForKeyAsync(order.KeyId, cancellation);
        var signed = await guarded.SignAsync(unsigned, intent, signer, limits.MaxFeePerGasWei, cancellation);
        var swap = intent as SigningIntent.Swap;
        return new PreparedAttempt(
            new Attempt
            {
                Number = book.Attempts.Count + 1,
                Retry = order.Retry,
                Kind = kind,
                State = AttemptState.Stored,
                Nonce = nonce,
                TransactionHash = signed.Hash.ToString(),
                SignedBytes = signed.Encoded,
                MaxFeePerGasWei = fee.MaxFeePerGasWei,
                MaxPriorityFeePerGasWei = fee.MaxPriorityFeePerGasWei,
                GasLimit = gasLimit,
                MinimumOut = same?.MinimumOut ?? swap?.MinimumOut ?? BigInteger.Zero,
                Deadline = same?.Deadline ?? swap?.Deadline,
                CreatedAt = time.GetUtcNow(),
            },
            null,
            facts);
    }

    private static bool ApprovedBefore(OpenBook book) =>
        book.Attempts.Any(row => row.Attempt.Retry == book.Order!.Retry && row.Attempt.Kind == AttemptKind.Approve);

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
