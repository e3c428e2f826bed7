using System.Collections.Immutable;
using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>What a restart of the records writes: sums from the orders and the chain, order by order the greater, and all hashes anew. Pure.</summary>
internal sealed class RestartPlan
{
    private readonly RestartRows rows;
    private readonly RestartOutflows.Found chain;
    private readonly List<IReadOnlyList<TableWrite>> ended = [];
    private readonly List<TableWrite> together = [];
    private readonly List<string> lost = [];

    /// <param name="rows">All there are.</param>
    /// <param name="chain">What the chain shows.</param>
    /// <param name="inForce">The parameters: what no order has made is taken to be spent at their rate.</param>
    /// <param name="now">When.</param>
    /// <param name="lostParameters">A version of the parameters that is not as it was written, and accepted as it is; null for none.</param>
    /// <exception cref="InvalidDataException">More than one order is open.</exception>
    public RestartPlan(RestartRows rows, RestartOutflows.Found chain, ParametersVersion inForce, DateTimeOffset now, int? lostParameters = null)
    {
        (this.rows, this.chain) = (rows, chain);
        (Old, IsTrusted) = ReadState(rows.State, now);
        var consumed = Consumed(inForce.Parameters.RateBps, out var spent);
        var orders = rows.Orders.Select(each => Unsettled(each, spent, lostParameters, now)).ToList();
        State = Old.WithSumsOf(orders) with
        {
            NextNonce = Nonces(),
            HighWaterBlock = IsTrusted ? Math.Max(Old.HighWaterBlock, chain.Head) : chain.Head,
            Pause = IsTrusted ? Old.Pause : RestartRepairs.Pause(Old.Pause, rows.Audits, inForce),
        };
        Beyond = consumed - State.ConsumedBase;
        State = State with { ConsumedBase = consumed, OpenOrderHash = null };
        Orders = orders;
        Seal(orders);
        ended.AddRange(RestartTasks.Seal(rows.Tasks, Earlier, now));
        Number();
        ended.AddRange(RestartRepairs.Derived(rows, orders, now).Select(write => new[] { write }));
    }

    public TreasuryState Old { get; }

    /// <summary>Whether the old state is as it was written: only then its nonces count.</summary>
    public bool IsTrusted { get; }

    public TreasuryState State { get; private set; }

    public IReadOnlyList<Order> Orders { get; }

    /// <summary>Orders that were not unknown before.</summary>
    public IEnumerable<Order> CallingOperator =>
        rows.Orders.Zip(Orders).Where(each => each.Second.IsUnknown && !each.First.Order.IsUnknown).Select(each => each.Second);

    /// <summary>What is consumed beyond what the orders say.</summary>
    public Zar Beyond { get; }

    /// <summary>The orders that are not open, as their rows will be.</summary>
    public List<TableRow> Earlier { get; } = [];

    /// <summary>Transactions whose order has no such attempt any more.</summary>
    public IReadOnlyList<string> Lost => lost;

    /// <summary>
    /// Rows on which no step rests: orders that are not open with their attempts, numbers of audit rows, and rows that are made of the orders.
    /// Those of one group are written together.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<TableWrite>> Aside => ended;

    /// <summary>The open order's row.</summary>
    public IReadOnlyList<TableWrite> Together => together;

    /// <summary>Why bytes may still be mined that are stored, or were; null when none can.</summary>
    public static string? OpenBytes(RestartRows rows, RestartOutflows.Found chain)
    {
        foreach (var (wallet, facts) in chain.Wallets)
        {
            if (facts.NonceAtHead != facts.NonceAtFinal)
                return Text($"The chain shows nonce {facts.NonceAtHead} of {wallet}, but only {facts.NonceAtFinal} is final: wait.");
        }

        var open = rows.Orders.SelectMany(each => each.Attempts.Select(attempt => (each.Order.Wallet, Attempt: attempt)))
            .Concat(rows.Tasks.SelectMany(each => each.Attempts.Select(attempt => (each.Task.Wallet, Attempt: attempt))))
            .Concat(rows.Ownerless.Select(attempt => (Wallet: chain.Own, Attempt: attempt)))
            .FirstOrDefault(each => chain.Wallets[each.Wallet].NonceAtFinal <= each.Attempt.Nonce);
        if (open.Attempt is { } bytes)
            return Text($"The bytes of transaction {bytes.TransactionHash} are stored, and its nonce {bytes.Nonce} is not final: they may still be mined.");
        var (old, isTrusted) = ReadState(rows.State, DateTimeOffset.UnixEpoch);
        var used = isTrusted
            ? old.NextNonce.Select(next => (Wallet: next.Key, Next: next.Value))
                .FirstOrDefault(next => chain.Wallets.TryGetValue(next.Wallet, out var facts) && next.Next > facts.NonceAtFinal)
            : default;
        return used.Next == 0
            ? null
            : Text($"Nonces of {used.Wallet} were signed up to {used.Next - 1}, and final is {chain.Wallets[used.Wallet].NonceAtFinal}: bytes that the book has lost may still be mined.");
    }

    /// <summary>Wallets that state and orders name.</summary>
    public static IEnumerable<Address> Wallets(RestartRows rows) =>
        rows.Orders.Select(each => each.Order.Wallet).Concat(rows.Tasks.Select(each => each.Task.Wallet)).Concat(ReadState(rows.State, DateTimeOffset.UnixEpoch) is (var old, true) ? old.NextNonce.Keys : []);

    /// <summary>What of an old state may be believed: one that was edited still says what was pinned, which an operator can see and accept.</summary>
    private static (TreasuryState State, bool IsTrusted) ReadState(TableRow? row, DateTimeOffset now)
    {
        var fresh = TreasuryState.OpenedAt(now);
        if (row is null)
            return (fresh, false);
        try
        {
            var read = TreasuryStateRow.Read(row.Values);
            if (row.Values[TreasuryStateRow.HashColumn] is string hash && hash == RowHash.Of(row.Values, TreasuryStateRow.HashColumn))
                return (read, true);
            return (fresh with
            {
                GenesisHash = read.GenesisHash,
                Contracts = read.Contracts,
                Spenders = read.Spenders,
                ScheduleFrom = read.ScheduleFrom <= now ? read.ScheduleFrom : fresh.ScheduleFrom,
                FinishedSlot = read.FinishedSlot <= now ? read.FinishedSlot : null,
                Pause = read.Pause,
            }, false);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return (fresh, false);
        }
    }

    /// <summary>A wallet that a whole state knows keeps its nonce; any other goes on from the chain's, as no bytes are open.</summary>
    private ImmutableSortedDictionary<Address, long> Nonces()
    {
        var nonces = ImmutableSortedDictionary.CreateBuilder<Address, long>();
        foreach (var (wallet, facts) in chain.Wallets)
        {
            if (facts.NonceAtFinal > 0)
                nonces[wallet] = facts.NonceAtFinal;
        }

        if (IsTrusted)
        {
            foreach (var (wallet, next) in Old.NextNonce)
                nonces[wallet] = next;
        }

        return nonces.ToImmutable();
    }

    /// <summary>For each order the greater of what it says and of what left the wallets for it; and all that left them for none.</summary>
    private Zar Consumed(int rateBps, out Dictionary<string, List<Hash256>> hashes)
    {
        var owners = new Dictionary<string, string>(rows.Owners, StringComparer.Ordinal);
        foreach (var each in rows.Orders)
        {
            foreach (var attempt in each.Attempts)
                owners[attempt.TransactionHash.ToString()] = each.Order.Id;
            if (each.Order.Purchase is { } purchase)
                owners[purchase.TransactionHash.ToString()] = each.Order.Id;
        }

        hashes = rows.Orders.ToDictionary(each => each.Order.Id, _ => new List<Hash256>(), StringComparer.Ordinal);
        var spent = rows.Orders.ToDictionary(each => each.Order.Id, _ => Zar.Zero, StringComparer.Ordinal);
        var total = Zar.Zero;
        foreach (var outflow in chain.Outflows)
        {
            if (owners.TryGetValue(outflow.Hash.ToString(), out var id) && spent.TryGetValue(id, out var before))
            {
                spent[id] = before + outflow.Amount;
                hashes[id].Add(outflow.Hash);
            }
            else if (!outflow.IsAccepted)
            {
                total += AllocationRule.BaseOf(outflow.Amount, rateBps);
            }
        }

        foreach (var order in rows.Orders.Select(each => each.Order))
        {
            var rate = order.RateBps is > 0 and <= AllocationRule.BpsPerOne ? order.RateBps : rateBps;
            var (said, shown) = (order.Status == JobStatus.Failed ? Zar.Zero : order.RevenueBase, AllocationRule.BaseOf(spent[order.Id], rate));
            total += said > shown ? said : shown;
        }

        return total;
    }

    /// <summary>
    /// An open order whose money has left by a transaction that is none of its attempts must not pay again, and one whose parameters are not
    /// known any more must not go on: it is unknown until an operator has resolved it.
    /// </summary>
    private static Order Unsettled(
        RestartRows.OrderWithAttempts each, Dictionary<string, List<Hash256>> spent, int? lostParameters, DateTimeOffset now)
    {
        if (each.Order.IsEnded || each.Order.IsUnknown)
            return each.Order;
        if (each.Order.ParametersVersion == lostParameters)
            return each.Order.Unknown(new Refusal(ReasonCode.LedgerFault, Text($"Version {lostParameters} of the parameters, which it was reserved under, was edited.")), now);
        var strange = spent[each.Order.Id].Except(each.Attempts.Where(attempt => attempt.Kind == AttemptKind.Swap).Select(attempt => attempt.TransactionHash));
        return strange.Take(1).ToList() is [var hash]
            ? each.Order.Unknown(new Refusal(ReasonCode.LedgerFault, $"Transaction {hash} has paid for it, and its attempt is lost."), now)
            : each.Order;
    }

    private void Seal(List<Order> orders)
    {
        foreach (var (each, order) in rows.Orders.Zip(orders))
        {
            foreach (var (hash, _) in rows.Owners.Where(owner => owner.Value == order.Id))
            {
                if (order.Purchase?.TransactionHash.ToString() != hash && !each.Attempts.Any(attempt => attempt.TransactionHash.ToString() == hash))
                    lost.Add(hash);
            }

            var isOpen = State.OpenOrderId == order.Id;
            var values = each.Row.Values;
            var attempts = order.IsEnded ? RestartRepairs.Attempts(each) : [];
            if (order != each.Order || attempts.Count > 0 || !Fits(each, isOpen))
            {
                values = TreasuryStateSeal.OrderOf(isOpen ? order : order with { RecordNumber = 0 }, each.Attempts);
                var write = new TableWrite.Replace(each.Row.Key, values, each.Row.ETag);
                if (isOpen)
                    together.Add(write);
                else
                    ended.Add([write, .. attempts]);
            }

            if (isOpen)
                State = State with { OpenOrderHash = RowHash.Of(values) };
            else
                Earlier.Add(each.Row with { Values = values });
        }

        var ids = rows.Orders.Select(each => each.Order.Id).Concat(rows.Tasks.Select(each => each.Task.Id)).ToHashSet(StringComparer.Ordinal);
        lost.AddRange(rows.Owners.Where(owner => !ids.Contains(owner.Value)).Select(owner => owner.Key));
    }

    /// <summary>An order that fits its record, or its own count of attempts, is left as it is.</summary>
    private bool Fits(RestartRows.OrderWithAttempts each, bool isOpen)
    {
        var number = each.Row.Values.Int64OrNull("recordNumber") ?? 0;
        return isOpen
            ? each.Row.Values[OrderRow.AttemptsColumn] is not null && TreasuryStateCheck.Attempts(each.Row, each.AttemptRows) is null
            : TreasuryStateCheck.OtherOrder(each.Row, each.AttemptRows, number, rows.Records.GetValueOrDefault(OrderKeys.Record(number))) is null;
    }

    /// <summary>Audit rows are counted and hashed as they are; where one is missing those after it get the numbers that are theirs now.</summary>
    private void Number()
    {
        State = State with { AuditRows = 0, AuditHash = null };
        foreach (var row in rows.Audits)
        {
            var (number, values) = (State.AuditRows + 1, row.Values);
            if (values[AuditRow.NumberColumn] is { } stored && !Equals(stored, number))
            {
                values = values.Copy();
                values[AuditRow.NumberColumn] = number;
                ended.Add([new TableWrite.Replace(row.Key, values, row.ETag)]);
            }

            State = TreasuryStateSeal.Audited(State, values);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a restart of the records rests on.</summary>
/// <param name="Rows">Of the order store.</param>
/// <param name="Chain">What the chain shows to have been spent.</param>
/// <param name="Plan">What follows from both.</param>
/// <param name="Totals">Of the ledger.</param>
/// <param name="InForce">The parameters.</param>
/// <param name="Before">The newest verification; null when there was none.</param>
internal sealed record RestartBasis(
    RestartRows Rows, RestartOutflows.Found Chain, RestartPlan Plan, LedgerTotals Totals, ParametersVersion InForce, StoredVerification? Before);
