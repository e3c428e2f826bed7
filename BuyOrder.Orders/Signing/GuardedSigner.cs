using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// The only way to a signature. The code that built the transaction is not trusted: what is signed is a copy that the policy has read, and what
/// is handed out has been decoded from its own bytes, read by the policy once more, and leads back to the pinned address.
/// </summary>
internal sealed partial class GuardedSigner(SigningPolicy policy, ISigners signers, ILogger<GuardedSigner> logger)
{
    /// <summary>The key that a new order is to be pinned to.</summary>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    public async ValueTask<SigningKey> CurrentKeyAsync(CancellationToken cancellation)
    {
        var signer = await signers.CurrentAsync(cancellation);
        return new SigningKey(signer.KeyId, signer.Address);
    }

    /// <summary>A key that was used before, if it can still be had.</summary>
    /// <exception cref="SignerUnavailableException">It cannot.</exception>
    public async ValueTask<SigningKey> KeyAsync(string keyId, CancellationToken cancellation)
    {
        var signer = await signers.ForKeyAsync(keyId, cancellation);
        return new SigningKey(signer.KeyId, signer.Address);
    }

    /// <summary>Signs one transaction of an order, with the key that the order is pinned to.</summary>
    /// <returns>The bytes to store and then to send, decoded again from themselves.</returns>
    /// <exception cref="SigningRefusedException">The transaction is not what the order permits. Nothing leaves.</exception>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    public async ValueTask<SignedTransaction> SignAsync(
        FeeMarketTransaction transaction, SigningRequest request, CancellationToken cancellation)
    {
        try
        {
            var own = transaction with { Data = transaction.Data.ToArray(), AccessList = [.. transaction.AccessList] };
            policy.Demand(own, request);
            var signer = await PinnedAsync(own.ChainId, request, cancellation);
            var signature = await signer.SignAsync(own.SigningHash, cancellation);
            var signed = Verified(new SignedTransaction(own, signature), own, request);
            Log.Signed(logger, request.Intent.GetType().Name, signed.Hash, request.Nonce, request.KeyId);
            return signed;
        }
        catch (SigningRefusedException e)
        {
            Log.Refused(logger, request.Intent.GetType().Name, e.Refusal, e.Detail);
            throw;
        }
    }

    private async ValueTask<ITransactionSigner> PinnedAsync(ulong chainId, SigningRequest request, CancellationToken cancellation)
    {
        if (!signers.MaySignFor(chainId))
            throw new SigningRefusedException(SigningRefusal.Key, $"these keys may not sign for chain {chainId}");
        var signer = await signers.ForKeyAsync(request.KeyId, cancellation);
        if (signer.KeyId != request.KeyId || signer.Address != request.Wallet)
        {
            throw new SigningRefusedException(
                SigningRefusal.Key,
                $"key {signer.KeyId} of {signer.Address}; the order is pinned to {request.KeyId} of {request.Wallet}");
        }

        return signer;
    }

    private SignedTransaction Verified(SignedTransaction signed, FeeMarketTransaction own, SigningRequest request)
    {
        try
        {
            // Strict: one encoding, s in the lower half, nothing before or after.
            var decoded = SignedTransaction.Decode(signed.Encoded);
            var sender = decoded.RecoverSender();
            if (decoded.Transaction != own || sender != request.Wallet)
            {
                throw new SigningRefusedException(
                    SigningRefusal.Signature, $"the signed bytes are not this transaction from {request.Wallet}");
            }

            policy.Demand(decoded.Transaction, request);
            return decoded;
        }
        catch (EthereumFormatException e)
        {
            throw new SigningRefusedException(SigningRefusal.Signature, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Signed {Intent}: transaction {Hash}, nonce {Nonce}, key {KeyId}.")]
        public static partial void Signed(ILogger logger, string intent, Hash256 hash, ulong nonce, string keyId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Refused to sign {Intent} ({Refusal}): {Detail}")]
        public static partial void Refused(ILogger logger, string intent, SigningRefusal refusal, string detail);
    }
}

/// <summary>What an order permits one of its transactions to be.</summary>
/// <param name="Intent">What it is for.</param>
/// <param name="KeyId">The key version that the order is pinned to.</param>
/// <param name="Wallet">The address that the order is pinned to.</param>
/// <param name="Nonce">The nonce that belongs to the order.</param>
/// <param name="MaxFeePerGas">Wei; the most that the transaction may offer.</param>
/// <param name="MaxPriorityFeePerGas">Wei; the most of it that may be a tip.</param>
internal sealed record SigningRequest(
    SigningIntent Intent, string KeyId, Address Wallet, ulong Nonce, BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas);

/// <summary>The signing boundary did not let a transaction pass. Nothing was signed, or what was signed has been dropped.</summary>
internal sealed class SigningRefusedException(SigningRefusal refusal, string detail) : Exception($"Signing refused ({refusal}): {detail}")
{
    public SigningRefusal Refusal { get; } = refusal;

    /// <summary>One sentence with what was found and what is allowed.</summary>
    public string Detail { get; } = detail;
}
