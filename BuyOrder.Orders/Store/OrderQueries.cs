using System.Runtime.CompilerServices;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Store;

/// <summary>Reads the order store. All reads are points or bounded ranges of one partition.</summary>
internal sealed class OrderQueries(ITableStore tables)
{
    private const int ParallelReads = 16;
    private const int MaxOrders = 1_000_000;

    /// <summary>Failed orders in a row are looked through so far.</summary>
    private const int MaxPagesOfFailed = 100;

    private readonly ITable table = tables.Table(OrderKeys.Table);

    /// <summary>The state of the book; a fresh one when nothing was ever written.</summary>
    public async Task<TreasuryState> ReadStateAsync(CancellationToken cancellation) =>
        await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, cancellation) is { } row
            ? await MovedPause.IntoAsync(TreasuryStateRow.Read(row.Values), tables, cancellation)
            : new TreasuryState();

    /// <summary>One order with its attempts; null when there is none of that id.</summary>
    public async Task<OrderRecord?> FindAsync(string orderId, CancellationToken cancellation)
    {
        if (OrderIds.IsTaskId(orderId))
            return null;
        var (order, attempts) = await OrderRows.ReadAsync(table, orderId, cancellation);
        return order is null
            ? null
            : new OrderRecord(OrderRow.Read(order.Values), [.. attempts.Select(attempt => AttemptRow.Read(attempt.Values))]);
    }

    /// <summary>One order without its attempts; null when there is none of that id. One read.</summary>
    public async Task<Order?> FindOrderAsync(string orderId, CancellationToken cancellation) =>
        await table.ReadAsync(OrderKeys.Partition, OrderKeys.Order(orderId), cancellation) is { } row ? OrderRow.Read(row.Values) : null;

    /// <summary>A search of the record chain as it is now; null where it has not begun.</summary>
    /// <exception cref="InvalidDataException">The newest record is not what was written.</exception>
    public Task<RecordSearch?> BeginSearchAsync(CancellationToken cancellation) => RecordSearch.BeginAsync(table, cancellation);

    /// <summary>Orders newest first.</summary>
    public async Task<ItemPage<OrderRecord>> ListAsync(OrderFilter filter, int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(OrderKeys.Range(OrderKeys.OrderListPrefix, filter.From, filter.To, pageSize, continuation), cancellation);
        var orders = new List<OrderRecord>();
        foreach (var ids in page.Rows.Select(row => row.Values.Text("orderId")).Chunk(ParallelReads))
        {
            foreach (var found in await Task.WhenAll(ids.Select(id => FindAsync(id, cancellation))))
            {
                if (found is not null && (filter.Status is null || found.Order.Status == filter.Status))
                    orders.Add(found);
            }
        }

        return new ItemPage<OrderRecord>(orders, page.Continuation);
    }

    /// <summary>What the newest order that has not failed froze of the ledger's total; null when there is none among the newest.</summary>
    public async Task<RevenueMark?> NewestCountingAsync(CancellationToken cancellation)
    {
        string? continuation = null;
        for (var pages = 0; pages < MaxPagesOfFailed; pages++)
        {
            var page = await ListAsync(new OrderFilter(), ParallelReads, continuation, cancellation);
            if (page.Items.FirstOrDefault(found => found.Order.Status != JobStatus.Failed) is { Order: var order })
                return new RevenueMark(order.Id, order.RevenueTotal, order.CreatedAt);
            continuation = page.Continuation;
            if (continuation is null)
                break;
        }
        return null;
    }

    /// <summary>Orders created at a moment or later, newest first.</summary>
    public async Task<IReadOnlyList<Order>> SinceAsync(DateTimeOffset from, CancellationToken cancellation)
    {
        var orders = new List<Order>();
        string? continuation = null;
        do
        {
            var page = await ListAsync(new OrderFilter(From: from), TableLimits.MaxPageSize, continuation, cancellation);
            orders.AddRange(page.Items.Select(found => found.Order));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return orders;
    }

    /// <summary>Every order, in no order and without keeping any: one range query per thousand.</summary>
    public async IAsyncEnumerable<Order> EachAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = new TableQuery(OrderKeys.Partition, OrderKeys.FirstOrder, OrderKeys.AfterOrders, TableLimits.MaxPageSize);
        await foreach (var page in RowPages.ReadAsync(table, query, cancellation))
        {
            foreach (var row in page)
                yield return OrderRow.Read(row.Values);
        }
    }

    /// <summary>Every order, in no order: one range query per thousand.</summary>
    /// <exception cref="InvalidDataException">There are more than a lifetime of hourly orders.</exception>
    public async Task<IReadOnlyList<Order>> ReadAllAsync(CancellationToken cancellation)
    {
        var orders = new List<Order>();
        string? continuation = null;
        do
        {
            if (orders.Count > MaxOrders)
                throw new InvalidDataException($"The order store has more than {MaxOrders} orders.");
            var query = new TableQuery(
                OrderKeys.Partition, OrderKeys.FirstOrder, OrderKeys.AfterOrders, TableLimits.MaxPageSize, continuation);
            var page = await table.QueryAsync(query, cancellation);
            orders.AddRange(page.Rows.Select(row => OrderRow.Read(row.Values)));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return orders;
    }

    /// <summary>Runs with every outcome, newest first.</summary>
    public async Task<ItemPage<RunRecord>> ListRunsAsync(
        DateTimeOffset? from, DateTimeOffset? to, int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(OrderKeys.Range(OrderKeys.RunPrefix, from, to, pageSize, continuation), cancellation);
        return new ItemPage<RunRecord>([.. page.Rows.Select(row => RunRow.Read(row.Values))], page.Continuation);
    }

    /// <summary>Completed orders that ended at or after <paramref name="from"/> and are still looked at, newest first.</summary>
    public async Task<ItemPage<WatchedOrder>> ListWatchedAsync(
        DateTimeOffset from, int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(OrderKeys.Range(OrderKeys.WatchedPrefix, from, null, pageSize, continuation), cancellation);
        return new ItemPage<WatchedOrder>([.. page.Rows.Select(WatchedOrder.Read)], page.Continuation);
    }

    /// <summary>The order that a transaction hash belongs to; null for none.</summary>
    public async Task<string?> FindOwnerAsync(Hash256 transactionHash, CancellationToken cancellation) =>
        (await table.ReadAsync(OrderKeys.Partition, OrderKeys.Transaction(transactionHash), cancellation))?.Values.Text("orderId");
}

/// <summary>An order with its attempts, in the order they were made.</summary>
internal sealed record OrderRecord(Order Order, IReadOnlyList<Attempt> Attempts);

/// <summary>Which orders to list: by status, and by creation time from <see cref="From"/> (inclusive) to <see cref="To"/> (exclusive).</summary>
internal sealed record OrderFilter(JobStatus? Status = null, DateTimeOffset? From = null, DateTimeOffset? To = null);
