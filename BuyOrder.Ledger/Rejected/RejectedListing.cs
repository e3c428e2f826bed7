using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rejected;

/// <summary>The lists of rejected revenue: all of it newest first, the open part oldest first.</summary>
internal sealed class RejectedListing(ITable table)
{
    /// <summary>Pages of the table that are looked through for one that has something to show.</summary>
    private const int MaxTablePages = 20;

    public async Task<RejectedPage<RejectedItem>> PageAsync(
        string? reason, RejectedStatus? status, int pageSize, string? continuation, CancellationToken cancellation)
    {
        IReadOnlyList<RejectedItem> items = [];
        for (var pages = 0; pages < MaxTablePages; pages++)
        {
            var page = await table.QueryAsync(Query(RejectedKeys.ItemPrefix, pageSize, continuation), cancellation);
            items = [.. page.Rows.Select(row => RejectedItemRow.Read(row.Values)).Where(IsWanted)];
            continuation = page.Continuation;
            if (items.Count > 0 || continuation is null)
                break;
        }
        return new RejectedPage<RejectedItem>(items, continuation);

        bool IsWanted(RejectedItem item) =>
            (reason is null || item.Rejection.Reason == reason) && (status is null || item.Status == status);
    }

    public async Task<RejectedPage<OpenRejected>> OpenPageAsync(int pageSize, string? continuation, CancellationToken cancellation)
    {
        var page = await table.QueryAsync(Query(RejectedKeys.OpenPrefix, pageSize, continuation), cancellation);
        return new RejectedPage<OpenRejected>([.. page.Rows.Select(row => RejectedItemRow.ReadOpen(row.Values))], page.Continuation);
    }

    /// <exception cref="TableUnavailableException">Page after page came empty.</exception>
    public async Task<DateTimeOffset?> OldestOpenAsync(CancellationToken cancellation)
    {
        string? continuation = null;
        for (var pages = 0; pages < MaxTablePages; pages++)
        {
            var page = await OpenPageAsync(1, continuation, cancellation);
            if (page.Items is [var oldest, ..])
                return oldest.FirstAt;
            continuation = page.Continuation;
            if (continuation is null)
                return null;
        }
        throw new TableUnavailableException($"{MaxTablePages} pages of open rejected revenue came empty.");
    }

    /// <summary>How many came first in a time, by reason, most first. Of more than a page of the table the newest are counted.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<(string Reason, long Count)>> CountBetweenAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        var query = TimeKey.Range(RejectedKeys.Partition, RejectedKeys.ItemPrefix, from, to, TableLimits.MaxPageSize, null);
        return
        [
            .. (await table.QueryAsync(query, cancellation)).Rows
                .GroupBy(row => row.Values.Text("reason"), (reason, rows) => (Reason: reason, Count: rows.LongCount()))
                .OrderByDescending(each => each.Count).ThenBy(each => each.Reason, StringComparer.Ordinal),
        ];
    }

    private static TableQuery Query(string prefix, int pageSize, string? continuation) =>
        new(RejectedKeys.Partition, prefix, prefix[..^1] + ";", pageSize, continuation);
}

/// <summary>Part of a list. It may be short, even empty, and still have a continuation; null = the end.</summary>
internal sealed record RejectedPage<T>(IReadOnlyList<T> Items, string? Continuation);

/// <summary>An item in the list of open ones.</summary>
internal sealed record OpenRejected(Sha256Hash Body, string Reason, DateTimeOffset FirstAt, int Length, bool Cut)
{
    /// <inheritdoc cref="RejectedItem.CanBeReplayed"/>
    public bool CanBeReplayed => !Cut && Length <= RevenueMessageReader.MaxBytes;
}
