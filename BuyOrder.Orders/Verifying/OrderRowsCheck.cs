using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// The rows of the orders: each as it would be written, held to the hash that its newest record, the state (the open one) or the first record
/// (those from before the chain) has of it; and all of them together held to the sums.
/// </summary>
internal sealed class OrderRowsCheck(TreasuryState state, RecordChainCheck chain, TransactionRowsCheck transactions)
{
    private readonly SortedDictionary<string, string> earlier = new(StringComparer.Ordinal);
    private TreasuryState sums = state with
    {
        ConsumedBase = default,
        TotalSpent = default,
        TokensAcquired = default,
        GasSpentWei = default,
        Completed = 0,
        Failed = 0,
        OpenOrderId = OrderIds.IsTaskId(state.OpenOrderId) ? state.OpenOrderId : null,
        OpenSpend = default,
        UndoneOrders = [],
        UndoneSpend = default,
        Windows = state.Windows is { } windows ? windows with { DaySpend = default, MonthSpend = default } : null,
    };

    /// <summary>What orders say of each version of the parameters, with the first that says so.</summary>
    public SortedDictionary<int, List<(string? Hash, int RateBps, string Key)>> Parameters { get; } = [];

    public long Count { get; private set; }

    /// <summary>By wallet the block of its first order's quote: before it the book has no transactions of it.</summary>
    public Dictionary<Address, long> FirstBlocks { get; } = [];

    /// <summary>What the first record counts with the orders from before it: a task that a restart has taken up anew.</summary>
    public void AddEarlier(string id, string hash) => earlier[id] = hash;

    /// <summary>Takes the next order; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        Order order;
        try
        {
            order = OrderRow.Read(row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        if (row.Key != OrderKeys.Order(order.Id))
            return LedgerFault.Value(row, "id", order.Id, row.Key, "the key says that");
        var known = chain.Orders.GetValueOrDefault(order.Id);
        if (known is null)
            chain.Orders.Add(order.Id, known = new KnownOrder(order.Id));
        return Shape(row, order, known, out var attempts) ?? Bound(row, order, known) ?? Take(order, known, attempts);
    }

    /// <summary>Call after the last order.</summary>
    public LedgerFault? End(TableRow stateRow)
    {
        if (chain.Orders.Values.FirstOrDefault(order => !order.HasRow && !order.IsTask) is { } lost)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Order(lost.Id), Number($"record {lost.RecordNumber} tells of it"));
        var (first, found) = (chain.Base!, new EarlierOrders(earlier.Count, RowHash.Of(earlier.SelectMany(each => new[] { each.Key, each.Value }))));
        var record = OrderKeys.Record(first.Number);
        if (found.Count != first.Earlier!.Count)
            return LedgerFault.Value(OrderKeys.Partition, record, "earlierOrders", first.Earlier.Count, found.Count, "the number of orders from before it");
        if (found.Hash != first.Earlier.Hash)
            return LedgerFault.Value(OrderKeys.Partition, record, "earlierOrdersHash", first.Earlier.Hash, found.Hash, "the orders from before it give that");
        sums = sums with { ConsumedBase = sums.ConsumedBase + first.BeyondOrders };
        return TreasuryStateCheck.Difference(stateRow, TreasuryStateRow.Write(sums), "the orders give that") ?? Funding();
    }

    private LedgerFault? Shape(TableRow row, Order order, KnownOrder known, out (int Count, string Hash)? attempts)
    {
        attempts = row.Values[OrderRow.AttemptsColumn] is int count && row.Values[OrderRow.AttemptsHashColumn] is string hash ? (count, hash) : null;
        var wanted = OrderRow.Write(order);
        wanted[OrderRow.AttemptsColumn] = attempts?.Count;
        wanted[OrderRow.AttemptsHashColumn] = attempts?.Hash;
        if (RowDifference.First(row, wanted, "that is how an order with these fields is written") is { } fault)
            return fault;
        if (order.Status == JobStatus.Completed && (order.Purchase is null || order.EndedAt is null))
            return LedgerFault.Value(row, "status", "Completed", "Pending", "it has no purchase");
        var isSealed = known.RecordNumber > 0 || state.OpenOrderId == order.Id;
        return isSealed && attempts is null
            ? LedgerFault.Value(row, OrderRow.AttemptsColumn, null, "how many there are", "the row counts its attempts")
            : null;
    }

    /// <summary>The hash that is kept elsewhere.</summary>
    private LedgerFault? Bound(TableRow row, Order order, KnownOrder known)
    {
        var hash = RowHash.Of(row.Values);
        if (!known.IsReservedInChain && !(chain.Base!.Sums.OpenOrderId == order.Id))
        {
            if (known.RecordNumber == 0 && order.CreatedAt > chain.Base.At)
                return LedgerFault.Row(row, "no record tells of it");
            earlier[order.Id] = known.HashAtStart ?? hash;
        }

        if (state.OpenOrderId == order.Id)
        {
            return hash == state.OpenOrderHash
                ? null
                : LedgerFault.Value(row, "the row as a whole", hash, state.OpenOrderHash, "the state holds that hash of the open order");
        }

        if (known.RecordNumber == 0)
            return null;
        if (hash != known.RecordedHash)
            return LedgerFault.Value(row, "the row as a whole", hash, known.RecordedHash, Number($"record {known.RecordNumber} holds that hash of it"));
        return known.Recorded == (order.RevenueBase, order.Spend)
            ? null
            : LedgerFault.Value(row, "revenueBaseCents", order.RevenueBase.Cents, known.Recorded.Base.Cents, Number($"record {known.RecordNumber} says that"));
    }

    /// <summary>One version of the parameters has one hash and one rate: of all orders that say the same of it only the first is kept.</summary>
    private void Use(Order order)
    {
        if (!Parameters.TryGetValue(order.ParametersVersion, out var used))
            Parameters.Add(order.ParametersVersion, used = []);
        if (!used.Exists(before => (before.Hash, before.RateBps) == (order.ParametersHash, order.RateBps)))
            used.Add((order.ParametersHash, order.RateBps, OrderKeys.Order(order.Id)));
    }

    private LedgerFault? Take(Order order, KnownOrder known, (int Count, string Hash)? attempts)
    {
        known.Take(order, attempts);
        Use(order);
        FirstBlocks[order.Wallet] = Math.Min(FirstBlocks.GetValueOrDefault(order.Wallet, long.MaxValue), order.Quote.Block);
        Count++;
        if (order.Purchase is { } purchase)
            transactions.Expect(purchase.TransactionHash, known, 0);
        if (order.Status != JobStatus.Failed)
            sums = sums with { ConsumedBase = sums.ConsumedBase + order.RevenueBase, Windows = Counted(order) };
        if (order.IsEnded)
            sums = sums with { GasSpentWei = sums.GasSpentWei + order.GasSpentWei };
        sums = order switch
        {
            { Status: JobStatus.Failed } => sums with { Failed = sums.Failed + 1 },
            { Status: JobStatus.Completed } => sums with
            {
                Completed = sums.Completed + 1,
                TotalSpent = sums.TotalSpent + order.Spend,
                TokensAcquired = sums.TokensAcquired + order.Purchase!.TokensAcquired,
            },
            { TimesUndone: > 0 } => sums with { UndoneOrders = sums.UndoneOrders.Add(order.Id), UndoneSpend = sums.UndoneSpend + order.Spend },
            _ => sums with { OpenOrderId = order.Id, OpenSpend = sums.OpenSpend + order.Spend },
        };
        return null;
    }

    /// <summary>With an order that counts, if that is under the day of the state or in its month.</summary>
    private SpendWindows? Counted(Order order)
    {
        if (sums.Windows is not { } windows)
            return null;
        var day = windows.DayOf(order);
        if (!SpendWindows.IsSameMonth(day, windows.Day))
            return windows;
        var ofMonth = windows with { MonthSpend = windows.MonthSpend + order.Spend };
        return day == windows.Day ? ofMonth with { DaySpend = windows.DaySpend + order.Spend } : ofMonth;
    }

    /// <summary>
    /// Of orders from before the chain only those that count now: each had at least the revenue before it that counting ones have consumed.
    /// Those of the chain are held to what their records say was available.
    /// </summary>
    private LedgerFault? Funding()
    {
        var consumed = Domain.Money.Zar.Zero;
        var counting = chain.Orders.Values.Where(order => order.Status != JobStatus.Failed && !order.IsReservedInChain && !order.IsTask).OrderBy(order => order.CreatedAt);
        foreach (var order in counting)
        {
            var available = order.RevenueTotal - consumed;
            if (order.Base > available)
            {
                return LedgerFault.Value(
                    OrderKeys.Partition, OrderKeys.Order(order.Id), "revenueBaseCents", order.Base.Cents, Number($"{available.Cents} at most"), "no more was available");
            }

            consumed += order.Base;
        }

        return null;
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
