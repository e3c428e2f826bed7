using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Export;

/// <summary>Tables behind which a test sees how many of the pages that were ever given somebody still holds.</summary>
internal sealed class PageWatch(ITableStore inner) : ITableStore
{
    private readonly List<WeakReference> pages = [];

    public int Pages => pages.Count;

    public int MostHeld { get; private set; }

    public ITable Table(string name) => new Watched(this, inner.Table(name));

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => inner.CreateMissingAsync(names, cancellation);

    private void Look()
    {
        GC.Collect();
        MostHeld = Math.Max(MostHeld, pages.Count(page => page.IsAlive));
    }

    private sealed class Watched(PageWatch watch, ITable table) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            table.ReadAsync(partition, key, cancellation);

        public async Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
        {
            await Task.Yield();
            watch.Look();
            var page = await table.QueryAsync(query, cancellation);
            if (page.Rows.Count > 0)
                watch.pages.Add(new WeakReference(page.Rows[^1]));
            return page;
        }

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            table.SubmitAsync(partition, writes, cancellation);
    }
}
