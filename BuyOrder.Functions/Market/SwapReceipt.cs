using System.Numerics;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Market;

/// <summary>Reads a purchase from the Transfer events of a receipt, and from nothing else.</summary>
internal static class SwapReceipt
{
    /// <summary>
    /// Follows the money: along the path, each token leaves its holder in exactly one transfer, and the next token leaves whoever got it.
    /// The wallet gets no stablecoin back and the recipient passes no token on, so a fee on transfer can't hide in the amounts.
    /// </summary>
    /// <param name="receipt">Of a mined transaction.</param>
    /// <param name="path">From the stablecoin to the token.</param>
    /// <param name="wallet">Pays.</param>
    /// <param name="recipient">Gets the tokens.</param>
    /// <returns>Null when the events show anything else.</returns>
    public static PurchaseReading? Read(TransactionReceipt receipt, IReadOnlyList<Address> path, Address wallet, Address recipient)
    {
        if (!receipt.Succeeded)
            return null;
        var transfers = TransfersOf(receipt);
        if (transfers.Exists(transfer => transfer.To == wallet || (transfer.From == recipient && transfer.Token == path[^1])))
            return null;

        var (holder, spent, received) = (wallet, BigInteger.Zero, BigInteger.Zero);
        for (var leg = 0; leg < path.Count; leg++)
        {
            var paid = transfers.FindAll(transfer => transfer.Token == path[leg] && transfer.From == holder);
            if (paid is not [{ Amount.Sign: > 0 } only])
                return null;
            spent = leg == 0 ? only.Amount : spent;
            (holder, received) = (only.To, only.Amount);
        }

        return holder == recipient ? new PurchaseReading(spent, received) : null;
    }

    /// <summary>All that left the wallet of one token, whoever got it; nothing for a transaction that reverted.</summary>
    public static BigInteger Outflow(TransactionReceipt receipt, Address token, Address wallet) => receipt.Succeeded
        ? TransfersOf(receipt).Where(transfer => transfer.Token == token && transfer.From == wallet)
            .Aggregate(BigInteger.Zero, (sum, transfer) => sum + transfer.Amount)
        : BigInteger.Zero;

    private static List<Transfer> TransfersOf(TransactionReceipt receipt)
    {
        var transfers = new List<Transfer>();
        foreach (var log in receipt.Logs)
        {
            if (!log.Removed && Erc20.Transfer.TryDecode(log, out var values))
                transfers.Add(new Transfer(log.Address, values.Get<Address>(0), values.Get<Address>(1), values.Get<BigInteger>(2)));
        }
        return transfers;
    }

    private sealed record Transfer(Address Token, Address From, Address To, BigInteger Amount);
}
