using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Simulation.Processes;

/// <summary>The tables as one process sees them: each call may fail in every way that a table service has.</summary>
internal sealed class GatedTables(ITableStore tables, Gates gates, SimulatedProcess process) : InterceptedTables(tables)
{
    protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
    {
        var passage = await gates.PassAsync(process, CallKind.Read, key);
        return passage == Passage.Through ? await table.ReadAsync(partition, key, cancellation) : await LostAsync<TableRow?>(passage);
    }

    protected override async Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation)
    {
        var passage = await gates.PassAsync(process, CallKind.Read, query.From ?? "");
        return passage == Passage.Through ? await table.QueryAsync(query, cancellation) : await LostAsync<TablePage>(passage);
    }

    protected override async Task<BatchResult> SubmitAsync(
        ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
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
