using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>One verification of the order store, which may be left after any page and gone on with later. One call at a time.</summary>
/// <param name="store">Where the book is.</param>
/// <param name="time">Tells which orders are still watched.</param>
/// <param name="anchor">The newest record as an earlier verification saw it; null when there was none.</param>
internal sealed class BookVerification(ITableStore store, TimeProvider time, RecordAnchor? anchor) : IAsyncDisposable
{
    /// <summary>A fault counts when two looks in a row see the same under one state.</summary>
    private const int LooksAtFault = 2;

    /// <summary>Each further look means that a step fell in between, or that something does not fit.</summary>
    private const int MaxLooks = 12;

    private readonly CancellationTokenSource ending = new();
    private OrderScan scan = new(store, anchor, time.GetUtcNow());
    private IAsyncEnumerator<LedgerFault?>? pages;
    private (LedgerFault? Fault, string ETag) suspected = (null, "");
    private int looks;
    private int looksAtFault;

    /// <summary>The result; null when the time was over before it, with at least one page more done.</summary>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer, or the book changed at each look: nothing is known.</exception>
    public async Task<OrderVerdict?> GoOnAsync(Func<bool> isOver, CancellationToken cancellation)
    {
        await using var _ = cancellation.Register(ending.Cancel);
        do
        {
            if (await NextAsync() is { } verdict)
                return verdict;
        }
        while (!isOver());
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (pages is not null)
            await pages.DisposeAsync();
        ending.Dispose();
    }

    private async Task<OrderVerdict?> NextAsync()
    {
        pages ??= scan.PagesAsync(ending.Token).GetAsyncEnumerator();
        if (await LookAsync(pages) is not { } found)
            return null;
        await pages.DisposeAsync();
        pages = null;
        if (found.Fault is null)
            return found;
        var seen = (found.Fault, scan.StateETag);
        looksAtFault = seen == suspected ? looksAtFault + 1 : 1;
        suspected = seen;
        if (looksAtFault == LooksAtFault)
            return found;
        if (++looks == MaxLooks)
            throw new TableUnavailableException($"The order store changed at each of {MaxLooks} looks.");
        scan = new OrderScan(store, anchor, time.GetUtcNow());
        return null;
    }

    /// <summary>One page: null when it fits and there may be more, else what the look has come to.</summary>
    private async Task<OrderVerdict?> LookAsync(IAsyncEnumerator<LedgerFault?> look)
    {
        try
        {
            if (await look.MoveNextAsync())
                return look.Current is { } fault ? OrderVerdict.Of(fault) : null;
            return scan.Verdict;
        }
        catch (ForeignRowException foreign)
        {
            return OrderVerdict.Of(LedgerFault.Of(foreign));
        }
        catch (InvalidDataException unreadable)
        {
            return OrderVerdict.Of(new LedgerFault(OrderKeys.Partition, OrderKeys.State, null, null, null, unreadable.Message));
        }
    }
}
