using System.Numerics;
using BuyOrder.Ethereum.Transactions;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>A transaction of the wallet that a node has seen.</summary>
internal sealed record ModelTransaction(string Hash, FeeMarketTransaction Content);

/// <summary>What became of it in a block.</summary>
internal sealed record MinedTransaction(
    ModelTransaction Transaction, int Index, bool Succeeded, long GasUsed, BigInteger GasPriceWei, BigInteger Spent, BigInteger Received)
{
    public bool IsPurchase => Spent > 0;
}
