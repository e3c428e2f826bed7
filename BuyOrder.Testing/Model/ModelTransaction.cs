using System.Numerics;
using System.Text;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Transactions;

namespace BuyOrder.Testing.Model;

/// <summary>A transaction of one of the wallet's addresses that a node has seen.</summary>
internal sealed record ModelTransaction(Hash256 Hash, FeeMarketTransaction Content, int Wallet, ReadOnlyMemory<byte> Bytes)
{
    public long Nonce => (long)Content.Nonce;

    public static ModelTransaction Of(ReadOnlyMemory<byte> bytes)
    {
        var signed = SignedTransaction.Decode(bytes);
        var key = ModelKey.Versions.Single(key => key.R == signed.Signature.R);
        return new ModelTransaction(signed.Hash, signed.Transaction, key.Version, bytes);
    }

    /// <summary>For a transaction without bytes.</summary>
    public static Hash256 HashOf(string name) => Keccak256.Compute(Encoding.ASCII.GetBytes(name));

    /// <summary>Another holder of the first wallet's key uses its next nonce.</summary>
    public static ModelTransaction OfStranger(ModelChain chain)
    {
        var nonce = chain.Head.State.Accounts[0].Nonce;
        var theirs = new FeeMarketTransaction
        {
            ChainId = (ulong)ModelChain.ChainId,
            Nonce = (ulong)nonce,
            MaxFeePerGas = 10 * chain.BaseFeeWei,
            MaxPriorityFeePerGas = 1,
            GasLimit = 21_000,
            To = ModelContracts.Treasury,
            Value = 1,
        };
        return new ModelTransaction(HashOf($"0xstranger{nonce}"), theirs, 0, ReadOnlyMemory<byte>.Empty);
    }
}

/// <summary>What became of it in a block: spent, received by its event, taken back by another, and what the treasury has of it in the end.</summary>
internal sealed record MinedTransaction(
    ModelTransaction Transaction, int Index, bool Succeeded, long GasUsed, BigInteger GasPriceWei, BigInteger Spent, BigInteger Received,
    BigInteger Fee = default, BigInteger Arrived = default)
{
    public bool IsPurchase => Spent > 0;

    /// <summary>Stablecoin that it simply sent to another address.</summary>
    public BigInteger Sent { get; init; }

    /// <summary>As a word of calldata or a topic.</summary>
    public string Payer => "0x" + ModelKey.Versions[Transaction.Wallet].Word;

    /// <summary>Whom a call of the stablecoin names, likewise.</summary>
    public string Receiver => "0x" + ModelContracts.Word(ModelContracts.Argument(Transaction.Content.Data.Span, 0));

    /// <summary>The pool that a purchase went through, likewise.</summary>
    public string Pool => "0x" + ModelContracts.WordOf(Transaction.Content.To == ModelV3.Router ? ModelV3.Pool : ModelContracts.Pair);
}
