using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The tables as one process sees them: each call may fail in every way that a table service has.</summary>
internal sealed class GatedTables(ITableStore tables, Gates gates, SimulatedProcess process) : ITableStore
{
    public ITable Table(string name) => new GatedTable(tables.Table(name), gates, process);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    private sealed class GatedTable(ITable table, Gates gates, SimulatedProcess process) : ITable
    {
        public async Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation)
        {
            var passage = await gates.PassAsync(process, CallKind.Read, key);
            return passage == Passage.Through ? await table.ReadAsync(partition, key, cancellation) : await LostAsync<TableRow?>(passage);
        }

        public async Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
        {
            var passage = await gates.PassAsync(process, CallKind.Read, query.From ?? "");
            return passage == Passage.Through ? await table.QueryAsync(query, cancellation) : await LostAsync<TablePage>(passage);
        }

        public async Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
        {
            var passage = await gates.PassAsync(process, CallKind.Write, writes);
            if (passage is Passage.NotDone or Passage.Refused)
                return passage == Passage.NotDone ? await LostAsync<BatchResult>(passage) : BatchResult.Refused(BatchFailure.Changed, 0);
            var result = await table.SubmitAsync(partition, writes, cancellation);
            return passage switch
            {
                Passage.Through => result,
                Passage.RefusedAfter => BatchResult.Refused(writes[0] is TableWrite.Insert ? BatchFailure.AlreadyExists : BatchFailure.Changed, 0),
                _ => await LostAsync<BatchResult>(passage),
            };
        }

        private async Task<T> LostAsync<T>(Passage passage)
        {
            if (passage != Passage.DieAfter)
                throw new TableUnavailableException(passage == Passage.NotDone ? "The service is busy." : "The answer was lost.");
            process.Die();
            return await new TaskCompletionSource<T>().Task;
        }
    }
}
