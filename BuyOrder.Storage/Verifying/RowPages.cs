using System.Runtime.CompilerServices;

namespace BuyOrder.Storage.Verifying;

/// <summary>The pages of a query, each asked for while the one before it is worked on.</summary>
internal static class RowPages
{
    public static async IAsyncEnumerable<IReadOnlyList<TableRow>> ReadAsync(
        ITable table, TableQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Task<TablePage>? next = table.QueryAsync(query, cancellation);
        try
        {
            while (next is not null)
            {
                var page = await next;
                next = page.Continuation is { } continuation
                    ? table.QueryAsync(query with { Continuation = continuation }, cancellation)
                    : null;
                yield return page.Rows;
            }
        }
        finally
        {
            // A reader that has seen enough leaves a page behind that is still under way; its result is not used.
            if (next is not null)
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
