using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>Turns what a transaction is to do into a signed attempt, in memory.</summary>
internal sealed class AttemptSigning(GuardedSigner signer, ChainOptions options, TimeProvider time)
{
    /// <param name="book">With the order.</param>
    /// <param name="content">What the transaction is to do.</param>
    /// <param name="nonce">That belongs to the order.</param>
    /// <param name="estimate">Gas that the nodes say it needs.</param>
    /// <param name="fee">What it offers.</param>
    /// <param name="limits">Caps of the fee.</param>
    /// <param name="tipCapWei">Cap of the tip.</param>
    /// <param name="facts">What the attempt rests on.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<PreparedAttempt> SignAsync(
        OrderSnapshot book, TransactionContent content, long nonce, long estimate, FeeOffer fee, BusinessParameters limits, BigInteger tipCapWei,
        PreTradeFacts facts, CancellationToken cancellation)
    {
        try
        {
            return new PreparedAttempt(await SignAsync(book, content, nonce, estimate, fee, limits, tipCapWei, cancellation), null, facts);
        }
        catch (SigningRefusedException refused)
        {
            return new PreparedAttempt(null, new Refusal(ReasonCode.SigningRefused, refused.Message), facts);
        }
    }

    private async Task<Attempt> SignAsync(
        OrderSnapshot book, TransactionContent content, long nonce, long estimate, FeeOffer fee, BusinessParameters limits, BigInteger tipCapWei,
        CancellationToken cancellation)
    {
        var order = book.Order!;
        var lastUsed = content.Kind == AttemptKind.Swap ? book.State.LastSwapGas : null;
        var gasLimit = GasPlan.Limit(content.Kind, estimate, content.LeastGas, lastUsed, book.AttemptList);
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
}
