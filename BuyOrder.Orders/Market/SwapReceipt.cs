using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>Reads a purchase from the Transfer events of a receipt, and from nothing else.</summary>
internal static class SwapReceipt
{
    /// <summary>
    /// Follows the money: along the path, each token leaves an account that got the one before it, until the recipient has the last. The amounts are
    /// what is left in the end: what the wallet got back is not spent, and what the recipient had to pass on has not arrived.
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
        var transfers = TransfersOf(receipt.Logs);
        var (spent, received) = (-Net(transfers, path[0], wallet), Net(transfers, path[^1], recipient));
        if (spent.Sign <= 0 || received.Sign <= 0)
            return null;

        IReadOnlyCollection<Address> holders = [wallet];
        foreach (var token in path)
            holders = ReachedFrom(holders, transfers.FindAll(transfer => transfer.Token == token && transfer.Amount.Sign > 0));
        return holders.Contains(recipient) ? new PurchaseReading(spent, received) : null;
    }

    /// <summary>Of logs that are all of one token, what their transfers come to.</summary>
    public static BigInteger Sum(IEnumerable<LogEntry> logs) =>
        TransfersOf(logs).Aggregate(BigInteger.Zero, (sum, transfer) => sum + transfer.Amount);

    /// <summary>What an account got of one token, less what it gave away.</summary>
    public static BigInteger Net(IEnumerable<LogEntry> logs, Address token, Address account) => Net(TransfersOf(logs), token, account);

    /// <summary>All that left the wallet of one token, to any account; nothing for a transaction that reverted.</summary>
    public static BigInteger Outflow(TransactionReceipt receipt, Address token, Address wallet) => receipt.Succeeded
        ? TransfersOf(receipt.Logs).Where(transfer => transfer.Token == token && transfer.From == wallet)
            .Aggregate(BigInteger.Zero, (sum, transfer) => sum + transfer.Amount)
        : BigInteger.Zero;

    private static BigInteger Net(List<Transfer> transfers, Address token, Address account) => transfers
        .Where(transfer => transfer.Token == token)
        .Aggregate(BigInteger.Zero, (sum, transfer) =>
            sum + (transfer.To == account ? transfer.Amount : 0) - (transfer.From == account ? transfer.Amount : 0));

    /// <summary>A token may take a way round on its own: through its contract, or to whom it pays a fee.</summary>
    private static HashSet<Address> ReachedFrom(IEnumerable<Address> holders, List<Transfer> transfers)
    {
        var reached = new HashSet<Address>();
        var open = new Queue<Address>(holders);
        while (open.TryDequeue(out var holder))
        {
            foreach (var transfer in transfers.Where(transfer => transfer.From == holder))
            {
                if (reached.Add(transfer.To))
                    open.Enqueue(transfer.To);
            }
        }
        return reached;
    }

    private static List<Transfer> TransfersOf(IEnumerable<LogEntry> logs)
    {
        var transfers = new List<Transfer>();
        foreach (var log in logs)
        {
            if (!log.Removed && Erc20.Transfer.TryDecode(log, out var values))
                transfers.Add(new Transfer(log.Address, values.Get<Address>(0), values.Get<Address>(1), values.Get<BigInteger>(2)));
        }
        return transfers;
    }

    private sealed record Transfer(Address Token, Address From, Address To, BigInteger Amount);
}
