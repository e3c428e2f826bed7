using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>Turns what a transaction is to do into a signed attempt, in memory.</summary>
internal sealed class AttemptSigning(GuardedSigner signer, ChainOptions options, TimeProvider time)
{
    public async Task<PreparedAttempt> SignAsync(
        OrderSnapshot book, TransactionContent content, TransactionOffer offer, PreTradeFacts facts, CancellationToken cancellation)
    {
        try
        {
            return new PreparedAttempt.Signed(await SignAsync(book, content, offer, cancellation), facts);
        }
        catch (SigningRefusedException refused)
        {
            return new PreparedAttempt.Refused(new Refusal(ReasonCode.SigningRefused, refused.Message), facts);
        }
    }

    private async Task<Attempt> SignAsync(
        OrderSnapshot book, TransactionContent content, TransactionOffer offer, CancellationToken cancellation)
    {
        var job = book.Job!;
        var lastUsed = content.Kind == AttemptKind.Swap ? book.State.LastSwapGas : null;
        var gasLimit = GasPlan.Limit(content.Kind, offer.Gas, content.LeastGas, lastUsed, book.AttemptList);
        var unsigned = new FeeMarketTransaction
        {
            ChainId = (ulong)options.ChainId,
            Nonce = (ulong)offer.Nonce,
            MaxFeePerGas = offer.Fee.MaxFeePerGasWei,
            MaxPriorityFeePerGas = offer.Fee.MaxPriorityFeePerGasWei,
            GasLimit = (ulong)gasLimit,
            To = content.Call.To,
            Data = content.Call.Data,
        };
        var request = new SigningRequest(
            content.Intent, job.KeyId, job.Wallet, (ulong)offer.Nonce, offer.FeeCapWei, offer.TipCapWei);
        var signed = await signer.SignAsync(unsigned, request, cancellation);
        return new Attempt
        {
            Number = book.Attempts.Count + 1,
            Retry = job.Retry,
            Kind = content.Kind,
            State = AttemptState.Stored,
            Nonce = offer.Nonce,
            TransactionHash = signed.Hash,
            SignedBytes = signed.Encoded,
            MaxFeePerGasWei = offer.Fee.MaxFeePerGasWei,
            MaxPriorityFeePerGasWei = offer.Fee.MaxPriorityFeePerGasWei,
            GasLimit = gasLimit,
            MinimumOut = content.MinimumOut,
            AtMid = content.AtMid,
            Deadline = content.Deadline,
            CreatedAt = time.GetUtcNow(),
            FeeCapWei = offer.FeeCapWei,
            ReferencePrice = content.Reference?.Price,
            Prices = content.Reference?.Sources,
        };
    }
}

/// <summary>What a transaction offers to be mined.</summary>
/// <param name="Nonce">One that belongs to the order.</param>
/// <param name="Gas">That it needs, as the nodes say.</param>
/// <param name="Fee">Per unit of gas.</param>
/// <param name="FeeCapWei">Cap of the fee.</param>
/// <param name="TipCapWei">Cap of the tip.</param>
internal sealed record TransactionOffer(long Nonce, long Gas, FeeOffer Fee, BigInteger FeeCapWei, BigInteger TipCapWei);

/// <summary>What came of making the next transaction, with the facts that it rests on.</summary>
internal abstract record PreparedAttempt
{
    private PreparedAttempt(PreTradeFacts facts) => Facts = facts;

    public PreTradeFacts Facts { get; }

    /// <summary>A signed attempt that is still only in memory.</summary>
    public sealed record Signed(Attempt Attempt, PreTradeFacts Facts) : PreparedAttempt(Facts);

    /// <summary>There is none, for this reason.</summary>
    public sealed record Refused(Refusal Refusal, PreTradeFacts Facts) : PreparedAttempt(Facts);
}
