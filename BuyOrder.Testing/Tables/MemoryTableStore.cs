using System.Collections.Concurrent;
using BuyOrder.Storage;

namespace BuyOrder.Testing.Tables;

/// <summary>Tables in memory with the semantics of the real ones, for simulation and benchmarks. Thread-safe.</summary>
/// <param name="stingyPages">Pages as the service may give them at its worst: the first one empty, the others never full.</param>
internal sealed class MemoryTableStore(bool stingyPages = false) : ITableStore
{
    private readonly ConcurrentDictionary<string, MemoryTable> tables = new(StringComparer.OrdinalIgnoreCase);
    private long version;

    public ITable Table(string name)
    {
        TableLimits.TableName("", name);
        return tables.GetOrAdd(name, _ => new MemoryTable(name, stingyPages, NextETag));
    }

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var name in names)
            ((MemoryTable)Table(name)).Create();
        return Task.CompletedTask;
    }

    private string NextETag() => $"W/\"memory'{Interlocked.Increment(ref version)}'\"";
}
