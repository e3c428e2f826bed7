using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The tables as one process sees them: each call on the order book may fail in every way that a table service has.</summary>
internal sealed class GatedTables(ITableStore tables, Gates gates, SimulatedProcess process) : ITableStore
{
    public ITable Table(string name) =>
        name == BookKeys.Table ? new GatedTable(tables.Table(name), gates, process) : tables.Table(name);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    private sealed class GatedTable(ITable table, Gates gates, SimulatedProcess process) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            PassAsync(() => table.ReadAsync(partition, key, cancellation), isEffect: false, $"read {key}");

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) =>
            PassAsync(() => table.QueryAsync(query, cancellation), isEffect: false, $"query {query.From}");

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            PassAsync(() => table.SubmitAsync(partition, writes, cancellation), isEffect: true, $"write {string.Join(' ', writes.Select(write => write.Key))}");

        private async Task<T> PassAsync<T>(Func<Task<T>> call, bool isEffect, string what)
        {
            switch (await gates.PassAsync(process, isEffect, what))
            {
                case Passage.Through:
                    return await call();
                case Passage.AnswerLost:
                    await call();
                    throw new TableUnavailableException("The answer was lost.");
                case Passage.DieAfter:
                    await call();
                    process.Die();
                    return await new TaskCompletionSource<T>().Task;
                default:
                    throw new TableUnavailableException("The service was not reached.");
            }
        }
    }
}
