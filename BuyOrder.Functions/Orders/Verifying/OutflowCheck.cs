using System.Globalization;
using System.Text.RegularExpressions;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Revenue.Verifying;

namespace BuyOrder.Functions.Orders.Verifying;

/// <summary>
/// Compares every final outflow of stablecoin from the wallets, to whomever, with the orders: each is an order's spend, or an operator has
/// accepted that somebody else used the key.
/// </summary>
internal sealed partial class OutflowCheck(OrderReader chain, OutflowScan outflows, OrderBook book, AuditTrail audits)
{
    /// <summary>Searches of one wallet at a time; the next check goes on where this one ended.</summary>
    private const int MaxSearches = 100;

    /// <summary>Each audit row is a decision of an operator.</summary>
    private const int MaxAuditPages = 100;

    private const int PageSize = 1_000;

    /// <param name="before">Where the last clean check ended; null for the first.</param>
    /// <param name="first">The first block for the first check.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <returns>The first fault, or how far it came; neither where no order was ever signed.</returns>
    /// <exception cref="ChainUnavailableException">There is no majority: nothing is known.</exception>
    public async Task<(LedgerFault? Fault, OutflowSums? Sums)> CheckAsync(OutflowSums? before, long first, CancellationToken cancellation)
    {
        var state = await book.ReadStateAsync(cancellation);
        if (state.NextNonce.IsEmpty)
            return (null, before);
        var (accepted, restarted) = await AcceptedAsync(cancellation);
        var sums = before ?? new OutflowSums(first - 1, 0, 0);
        var (reached, from) = (long.MaxValue, sums.Block + 1);
        foreach (var address in state.NextNonce.Keys)
        {
            var wallet = Address.Parse(address);
            var final = (await chain.ReadAsync(wallet, [], state.HighWaterBlock, cancellation)).Final;
            var next = from;
            for (var search = 0; search < MaxSearches && next <= final; search++)
            {
                // Up to where an operator accepted what others did with the key, and what came after it, apart from each other.
                var block = Math.Max(accepted.GetValueOrDefault(address, -1), restarted);
                var upTo = next <= restarted ? Math.Min(restarted, final) : next <= block ? Math.Min(block, final) : final;
                var found = await outflows.FindAsync(wallet, next, upTo, cancellation);
                foreach (var hash in found.Hashes)
                {
                    var (fault, units) = await OfAsync(hash, address, isAccepted: found.To <= block, isCounted: found.To <= restarted, cancellation);
                    if (fault is not null)
                        return (fault, null);
                    if (units is { } spent)
                        sums = sums with { Count = sums.Count + 1, Units = sums.Units + spent };
                }

                next = found.To + 1;
            }

            reached = Math.Min(reached, next - 1);
        }

        return (null, sums with { Block = Math.Max(reached, sums.Block) });
    }

    /// <summary>A fault, or what an order spent by it; neither for an accepted use by others.</summary>
    private async Task<(LedgerFault? Fault, System.Numerics.BigInteger? Units)> OfAsync(
        string hash, string wallet, bool isAccepted, bool isCounted, CancellationToken cancellation)
    {
        var key = BookKeys.Transaction(hash);
        if (await book.FindOwnerAsync(hash, cancellation) is not { } owner)
        {
            return isAccepted
                ? (null, null)
                : (LedgerFault.Missing(BookKeys.Partition, key, $"the transaction took stablecoin out of {wallet}, and no order has made it"), null);
        }

        if (await book.FindAsync(owner, cancellation) is not { } record)
            return isCounted ? (null, null) : (LedgerFault.Missing(BookKeys.Partition, BookKeys.Order(owner), $"transaction {hash} took stablecoin out of {wallet} for it"), null);
        var isSpend = record.Order switch
        {
            { Status: OrderStatus.Completed } completed => completed.Purchase?.TransactionHash == hash,
            { IsEnded: false } => record.Attempts.Any(attempt => attempt.TransactionHash == hash && attempt.Kind == AttemptKind.Swap),
            _ => false,
        };
        if (isCounted && !isSpend)
            return (null, null);
        return isSpend
            ? (null, record.Order.SpendUnits)
            : (LedgerFault.Value(
                BookKeys.Partition, BookKeys.Order(owner), "status", record.Order.Status.ToString(), "Completed",
                $"transaction {hash} took stablecoin out of {wallet} for it, and is final"), null);
    }

    /// <summary>
    /// By wallet the last block up to which an operator has accepted what others did with its key; and the last one that a restart of the
    /// records has looked at, which counted all outflows up to it as consumed.
    /// </summary>
    public async Task<(Dictionary<string, long> ByWallet, long Restarted)> AcceptedAsync(CancellationToken cancellation)
    {
        var accepted = new Dictionary<string, long>(StringComparer.Ordinal);
        var restarted = -1L;
        string? continuation = null;
        for (var page = 0; page < MaxAuditPages && (page == 0 || continuation is not null); page++)
        {
            var audit = await audits.ListAsync(null, null, PageSize, continuation, cancellation);
            foreach (var each in audit.Items.Where(each => each.Action is AuditAction.NonceAccepted or AuditAction.LedgerRestarted))
            {
                if (Searched().Match(each.Detail) is not { Success: true } match)
                    continue;
                var block = long.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
                if (each.Action == AuditAction.NonceAccepted)
                    accepted.TryAdd(each.Subject, block);
                else
                    restarted = Math.Max(restarted, block);
            }

            continuation = audit.Continuation;
        }

        return (accepted, restarted);
    }

    /// <summary>How <see cref="WaysOut.NonceAcceptance"/> and <see cref="WaysOut.RecordsRestart"/> word the blocks that they searched.</summary>
    [GeneratedRegex("in blocks [0-9]+ to ([0-9]{1,18})\\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Searched();
}
