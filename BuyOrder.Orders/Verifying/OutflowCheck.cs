using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// Compares every final outflow of stablecoin from the wallets, to whomever, with the orders: each is an order's spend, or an operator has
/// accepted that others used the key; and each purchase of an order is such an outflow, of the very amount.
/// </summary>
internal sealed partial class OutflowCheck(TransactionReader chain, OutflowScan outflows, OrderQueries book, TaskQueries tasks, AuditTrail audits)
{
    /// <summary>Each audit row is a decision of an operator.</summary>
    private const int MaxAuditPages = 100;

    private const int PageSize = 1_000;

    /// <summary>Searches of one wallet at a time; the next check goes on where this one ended.</summary>
    public int MaxSearches { get; init; } = 100;

    /// <param name="before">Where the last clean check ended; null for the first.</param>
    /// <param name="first">The first block for a wallet's first check.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="ChainUnavailableException">There is no majority: nothing is known.</exception>
    public Task<OutflowVerdict> CheckAsync(OutflowSums? before, long first, CancellationToken cancellation) => CheckAsync(before, _ => first, cancellation);

    /// <summary>The same with the first block of each wallet: what it did before it was the book's concerns no order.</summary>
    public Task<OutflowVerdict> CheckAsync(OutflowSums? before, IReadOnlyDictionary<Address, long> first, CancellationToken cancellation)
    {
        var least = first.Count == 0 ? 0 : first.Values.Min();
        return CheckAsync(before, wallet => first.TryGetValue(wallet, out var block) ? block : least, cancellation);
    }

    private async Task<OutflowVerdict> CheckAsync(OutflowSums? before, Func<Address, long> first, CancellationToken cancellation)
    {
        var state = await book.ReadStateAsync(cancellation);
        long From(Address wallet) => before is null ? first(wallet) : before.From(wallet, first(wallet));
        var expected = await ExpectedAsync(before, From, cancellation);
        var wallets = state.NextNonce.Keys.Union(expected.Select(each => each.Wallet)).Order().ToList();
        if (wallets.Count == 0)
            return new OutflowVerdict(null, before);
        var accepted = await AcceptedAsync(cancellation);
        var purchases = new PurchaseOutflows(outflows, book);
        var sums = before ?? new OutflowSums(wallets.Min(first) - 1, 0, 0);
        var (reached, blocks) = (long.MaxValue, sums.Blocks.ToBuilder());
        var (isComplete, final) = (true, 0L);
        foreach (var wallet in wallets)
        {
            var facts = await chain.ReadAsync(wallet, [], state.HighWaterBlock, cancellation);
            var found = await SearchAsync(wallet, From(wallet), facts.Final, accepted, cancellation);
            if (found.Fault is not null)
                return new OutflowVerdict(found.Fault, null);
            foreach (var purchase in expected.Where(each => each.Wallet == wallet && !accepted.Covers(each)))
            {
                if (await purchases.CheckAsync(purchase, found.Searched, facts.Head, state.RecordNumber, cancellation) is { } missing)
                    return new OutflowVerdict(missing, null);
            }

            var last = found.Searched.To;
            sums = sums with { Count = sums.Count + found.Count, Units = sums.Units + found.Units };
            (isComplete, final) = (isComplete && last >= facts.Final, Math.Max(final, facts.Final));
            (reached, blocks[wallet]) = (Math.Min(reached, last), last);
        }

        return new OutflowVerdict(null, sums with { Block = Math.Max(reached, sums.Block), Blocks = blocks.ToImmutable(), Record = state.RecordNumber })
        {
            Final = final,
            IsComplete = isComplete,
            NotCompared = purchases.NotCompared,
            WhyNot = purchases.WhyNot,
        };
    }

    /// <summary>All that has left one wallet, as far as the searches go: each an order's, or the first that is none.</summary>
    private async Task<Found> SearchAsync(Address wallet, long from, long final, AcceptedOutflows accepted, CancellationToken cancellation)
    {
        var seen = new Dictionary<Hash256, OutflowScan.Outflow>();
        var (next, count, units) = (from, 0L, BigInteger.Zero);
        for (var search = 0; search < MaxSearches && next <= final; search++)
        {
            // Up to where an operator accepted what others did with the key, and what came after it, apart from each other.
            var block = Math.Max(accepted.ByWallet.GetValueOrDefault(wallet, -1), accepted.Restarted);
            var upTo = next <= accepted.Restarted ? Math.Min(accepted.Restarted, final) : next <= block ? Math.Min(block, final) : final;
            var found = await outflows.FindAsync(wallet, next, upTo, cancellation);
            foreach (var (hash, outflow) in found.Outflows)
            {
                var (fault, spent) = await OfAsync(hash, wallet, isAccepted: found.To <= block, isCounted: found.To <= accepted.Restarted, cancellation);
                if (fault is not null)
                    return new Found(fault, 0, 0, new PurchaseOutflows.Searched(from, from - 1, seen));
                if (spent is not null)
                    (count, units) = (count + 1, units + spent.Value);
                seen[hash] = outflow;
            }

            next = found.To + 1;
        }

        return new Found(null, count, units, new PurchaseOutflows.Searched(from, next - 1, seen));
    }

    /// <summary>What orders have bought in blocks that are looked at now, or before, while the order did not say so yet.</summary>
    private async Task<List<ExpectedOutflow>> ExpectedAsync(OutflowSums? before, Func<Address, long> from, CancellationToken cancellation)
    {
        var expected = new List<ExpectedOutflow>();
        await foreach (var order in book.EachAsync(cancellation))
        {
            if (ExpectedOutflow.Of(order) is { } each && (before is null || each.Block >= from(each.Wallet) || each.Record > before.Record))
                expected.Add(each);
        }

        await foreach (var task in tasks.EachAsync(cancellation))
        {
            if (task.Stablecoin == outflows.Stablecoin && ExpectedOutflow.Of(task) is { } each
                && (before is null || each.Block >= from(each.Wallet) || each.Record > before.Record))
                expected.Add(each);
        }

        return expected;
    }

    /// <summary>A fault, or what an order spent by it; neither for an accepted use by others.</summary>
    private async Task<(LedgerFault? Fault, BigInteger? Units)> OfAsync(
        Hash256 hash, Address wallet, bool isAccepted, bool isCounted, CancellationToken cancellation)
    {
        var key = OrderKeys.Transaction(hash);
        if (await book.FindOwnerAsync(hash, cancellation) is not { } owner)
        {
            return isAccepted
                ? (null, null)
                : (LedgerFault.Missing(OrderKeys.Partition, key, $"the transaction took stablecoin out of {wallet}, and no order has made it"), null);
        }

        if (OrderIds.IsTaskId(owner))
            return (await OfTaskAsync(owner, hash, wallet, isCounted, cancellation), null);
        if (await book.FindAsync(owner, cancellation) is not { } record)
            return isCounted ? (null, null) : (LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Order(owner), $"transaction {hash} took stablecoin out of {wallet} for it"), null);
        var isSpend = record.Order switch
        {
            { Status: JobStatus.Completed } completed => completed.Purchase?.TransactionHash == hash,
            { IsEnded: false } => record.Attempts.Any(attempt => attempt.TransactionHash == hash && attempt.Kind == AttemptKind.Swap),
            _ => false,
        };
        if (isCounted && !isSpend)
            return (null, null);
        return isSpend
            ? (null, record.Order.Purchase?.SpentUnits ?? record.Order.SpendUnits)
            : (LedgerFault.Value(
                OrderKeys.Partition, OrderKeys.Order(owner), "status", record.Order.Status.ToString(), "Completed",
                $"transaction {hash} took stablecoin out of {wallet} for it, and is final"), null);
    }

    /// <summary>A task moves money and spends none: it is counted with no order. A fault, or null.</summary>
    private async Task<LedgerFault?> OfTaskAsync(string owner, Hash256 hash, Address wallet, bool isCounted, CancellationToken cancellation)
    {
        if (isCounted)
            return null;
        var moved = $"transaction {hash} took stablecoin out of {wallet} for it";
        if (await tasks.FindAsync(owner, cancellation) is not { } found)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Task(owner), moved);
        var isIts = found.Task.IsEnded
            ? found.Task.Outcome?.TransactionHash == hash
            : found.Attempts.Any(attempt => attempt.TransactionHash == hash && attempt.Kind == AttemptKind.Sweep);
        return isIts
            ? null
            : LedgerFault.Value(OrderKeys.Partition, OrderKeys.Task(owner), "transactionHash", found.Task.Outcome?.TransactionHash, hash, $"{moved}, and is final");
    }

    /// <summary>What operators have decided about outflows.</summary>
    public async Task<AcceptedOutflows> AcceptedAsync(CancellationToken cancellation)
    {
        var accepted = new Dictionary<Address, long>();
        var (restarted, at) = (-1L, DateTimeOffset.MinValue);
        string? continuation = null;
        for (var page = 0; page < MaxAuditPages && (page == 0 || continuation is not null); page++)
        {
            var audit = await audits.ListAsync(null, null, PageSize, continuation, cancellation);
            foreach (var each in audit.Items.Where(each => each.Action is AuditAction.NonceAccepted or AuditAction.LedgerRestarted))
            {
                if (Searched().Match(each.Detail) is not { Success: true } match)
                    continue;
                var block = long.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
                if (each.Action == AuditAction.NonceAccepted && Address.TryParse(each.Subject, out var wallet))
                    accepted.TryAdd(wallet, block);
                else if (each.Action == AuditAction.LedgerRestarted)
                    (restarted, at) = (Math.Max(restarted, block), each.At > at ? each.At : at);
            }

            continuation = audit.Continuation;
        }

        return new AcceptedOutflows(accepted, restarted) { RestartedAt = at };
    }

    /// <summary>How <see cref="NonceAcceptance"/> and <see cref="RecordsRestart"/> word the blocks that they searched.</summary>
    [GeneratedRegex("in blocks [0-9]+ to ([0-9]{1,18})\\.$", RegexOptions.CultureInvariant)]
    private static partial Regex Searched();

    private sealed record Found(LedgerFault? Fault, long Count, BigInteger Units, PurchaseOutflows.Searched Searched);
}

/// <summary>What a comparison of the chain with the orders has come to.</summary>
/// <param name="Fault">The first; null when all that was looked at fits.</param>
/// <param name="Sums">How far it came; null with a fault, and where no order was ever signed.</param>
internal sealed record OutflowVerdict(LedgerFault? Fault, OutflowSums? Sums)
{
    /// <summary>The last final block there was; with a later <see cref="OutflowSums.Block"/>, or the same, all was looked at.</summary>
    public long Final { get; init; }

    /// <summary>False where a search ended at its limit before the last final block.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>How many orders were paid with another stablecoin, by what they have signed: those were not compared.</summary>
    public int NotCompared { get; init; }

    /// <summary>The first of those in one sentence; null for none.</summary>
    public string? WhyNot { get; init; }
}

/// <summary>What operators have decided about outflows.</summary>
/// <param name="ByWallet">The last block up to which an operator has accepted what others did with a wallet's key.</param>
/// <param name="Restarted">The last block that a restart of the records has looked at, which counted all outflows up to it as consumed; -1 for none.</param>
internal sealed record AcceptedOutflows(IReadOnlyDictionary<Address, long> ByWallet, long Restarted)
{
    /// <summary>When the newest restart was.</summary>
    public DateTimeOffset RestartedAt { get; init; }

    /// <summary>Whether an operator had the order's spend counted with all others, even if the chain showed another amount.</summary>
    public bool Covers(ExpectedOutflow purchase) => Restarted >= 0 && purchase.EndedAt <= RestartedAt;
}
