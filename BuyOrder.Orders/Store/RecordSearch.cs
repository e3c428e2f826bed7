using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Store;

/// <summary>
/// Looks records up by what only grows along the chain, in log n point reads each. It tells of the moment of the record that was the newest
/// when the search was begun: what comes later changes none of these rows.
/// </summary>
internal sealed class RecordSearch
{
    private readonly ITable table;
    private readonly Dictionary<long, TreasuryRecord> read = [];

    private RecordSearch(ITable table, TreasuryRecord newest)
    {
        (this.table, Newest) = (table, newest);
        read[newest.Number] = newest;
    }

    public TreasuryRecord Newest { get; }

    /// <summary>Null where the chain has not begun.</summary>
    /// <exception cref="InvalidDataException">The newest record is not what was written.</exception>
    public static async Task<RecordSearch?> BeginAsync(ITable table, CancellationToken cancellation) =>
        await OrderStoreReader.NewestRecordAsync(table, cancellation) is { } row ? new RecordSearch(table, Read(row)) : null;

    /// <exception cref="InvalidDataException">It is missing, or not what was written.</exception>
    public async Task<TreasuryRecord> ReadAsync(long number, CancellationToken cancellation)
    {
        if (read.TryGetValue(number, out var known))
            return known;
        var row = await table.ReadAsync(OrderKeys.Partition, OrderKeys.Record(number), cancellation)
            ?? throw new InvalidDataException($"Record {number} is missing.");
        return read[number] = Read(row);
    }

    /// <summary>The first record of which something is so; null when it is so of none.</summary>
    /// <param name="isReached">Once it is so of a record it is so of all that follow.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="InvalidDataException">A record is missing, or not what was written.</exception>
    public async Task<TreasuryRecord?> FirstAsync(Func<TreasuryRecord, Task<bool>> isReached, CancellationToken cancellation)
    {
        if (!await isReached(Newest))
            return null;
        var (least, most) = (1L, Newest.Number);
        while (least < most)
        {
            var middle = least + (most - least) / 2;
            if (await isReached(await ReadAsync(middle, cancellation)))
                most = middle;
            else
                least = middle + 1;
        }

        return await ReadAsync(most, cancellation);
    }

    public Task<TreasuryRecord?> FirstAsync(Func<TreasuryRecord, bool> isReached, CancellationToken cancellation) =>
        FirstAsync(record => Task.FromResult(isReached(record)), cancellation);

    private static TreasuryRecord Read(TableRow row) =>
        TreasuryStateCheck.Record(row) is { } fault ? throw new InvalidDataException(fault.Detail) : RecordRow.Read(row.Values);
}
