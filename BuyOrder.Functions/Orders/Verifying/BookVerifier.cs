using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Revenue.Verifying;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Orders.Verifying;

/// <summary>
/// Computes the order book again from its rows: the record chain, its sums, each order with its attempts and all that lies beside them, and
/// names the first row that does not fit (docs/ledger-format.md).
/// </summary>
/// <remarks>Reads only, and may run beside any number of steps: what they make look wrong for a moment counts for nothing.</remarks>
internal sealed class BookVerifier(ITableStore store, TimeProvider time)
{
    /// <summary>A fault counts when two looks in a row see the same under one state.</summary>
    private const int LooksAtFault = 2;

    /// <summary>Each further look means that a step fell in between, or that something does not fit.</summary>
    private const int MaxLooks = 12;

    /// <param name="anchor">The newest record as an earlier verification saw it; null when there was none.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer, or the book changed at each look: nothing is known.</exception>
    public async Task<BookVerdict> VerifyAsync(RecordAnchor? anchor, CancellationToken cancellation)
    {
        (LedgerFault? Fault, string ETag) suspected = (null, "");
        var looks = 0;
        for (var look = 0; look < MaxLooks; look++)
        {
            var scan = new BookScan(store, anchor, time.GetUtcNow());
            var verdict = await LookAsync(scan, cancellation);
            if (verdict.Fault is null)
                return verdict;
            var seen = (verdict.Fault, scan.StateETag);
            looks = seen == suspected ? looks + 1 : 1;
            suspected = seen;
            if (looks == LooksAtFault)
                return verdict;
        }

        throw new TableUnavailableException($"The order book changed at each of {MaxLooks} looks.");
    }

    private static async Task<BookVerdict> LookAsync(BookScan scan, CancellationToken cancellation)
    {
        try
        {
            return await scan.RunAsync(cancellation);
        }
        catch (ForeignRowException foreign)
        {
            return BookVerdict.Of(LedgerFault.Of(foreign));
        }
        catch (InvalidDataException unreadable)
        {
            return BookVerdict.Of(new LedgerFault(BookKeys.Partition, BookKeys.State, null, null, null, unreadable.Message));
        }
    }
}
