using System.Numerics;
using BuyOrder.Ethereum.Transactions;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>A transaction of one of the wallet's addresses that a node has seen.</summary>
internal sealed record ModelTransaction(string Hash, FeeMarketTransaction Content, int Wallet, ReadOnlyMemory<byte> Bytes)
{
    public long Nonce => (long)Content.Nonce;

    public static ModelTransaction Of(ReadOnlyMemory<byte> bytes)
    {
        var signed = SignedTransaction.Decode(bytes);
        var key = ModelKey.Versions.Single(key => key.R == signed.Signature.R);
        return new ModelTransaction(signed.Hash.ToString(), signed.Transaction, key.Version, bytes);
    }
}

/// <summary>What became of it in a block: spent, received by its event, taken back by another, and what the treasury has of it in the end.</summary>
internal sealed record MinedTransaction(
    ModelTransaction Transaction, int Index, bool Succeeded, long GasUsed, BigInteger GasPriceWei, BigInteger Spent, BigInteger Received,
    BigInteger Fee = default, BigInteger Arrived = default)
{
    public bool IsPurchase => Spent > 0;
}
