using System.Text.Json;
using Azure.Data.Tables;
using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Benchmarks.Tables;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Benchmarks.Ledger;

/// <summary>The three ways of getting messages into tables, each on fresh tables, and how many a second it gets there.</summary>
internal sealed class IngestWriters(TestServers servers, CancellationToken cancellation)
{
    private const int NaiveParallelism = 16;
    private const int WarmingRows = 300;

    /// <summary>The product: calls of the queue function as the worker makes them, one after the other.</summary>
    public async Task<double> OursAsync(IReadOnlyList<byte[]> messages, int batchSize)
    {
        await using var tables = await FreshTables.NewAsync(servers);
        using var system = new LedgerSystem(tables.Store, LedgerOptions.DefaultShardCount);
        using var memory = new LargeBatchMemory(TimeProvider.System);
        var patience = new BatchPatience(_ => Task.FromResult(true), TimeProvider.System);
        var function = new RecordRevenue(system.Intake, patience, memory, NullLogger<RecordRevenue>.Instance);
        await system.Intake.RecordAsync([.. SampleMessages.Create(WarmingRows, 1, "warm").Select(body => new IncomingRevenue(body))], cancellation);

        var batches = messages.Chunk(batchSize).ToArray();
        return await Rounds.PerSecondAsync(messages.Count, async () =>
        {
            foreach (var batch in batches)
                await function.RunAsync(batch, null, null, null, cancellation);
        });
    }

    /// <summary>What the tables take at most: the ledger's own entry rows, made beforehand, a hundred to a transaction, as many at a time as there are shards.</summary>
    public async Task<double> BareAsync(IReadOnlyList<byte[]> messages)
    {
        await using var tables = await FreshTables.NewAsync(servers);
        var table = await tables.BareAsync("bare", cancellation);
        await SubmitAsync(table, await TransactionsAsync(SampleMessages.Create(WarmingRows, 1, "warm")));

        var transactions = await TransactionsAsync(messages);
        return await Rounds.PerSecondAsync(messages.Count, () => SubmitAsync(table, transactions));
    }

    /// <summary>The function that one writes first: parse, insert, sixteen at a time, and no totals.</summary>
    public async Task<double> NaiveAsync(IReadOnlyList<byte[]> messages)
    {
        await using var tables = await FreshTables.NewAsync(servers);
        var table = await tables.BareAsync("naive", cancellation);
        await InsertAsync(table, SampleMessages.Create(WarmingRows, 1, "warm"));

        return await Rounds.PerSecondAsync(messages.Count, () => InsertAsync(table, messages));
    }

    private async Task<List<TableTransactionAction[]>> TransactionsAsync(IEnumerable<byte[]> messages)
    {
        using var system = new LedgerSystem(new MemoryTableStore(), LedgerOptions.DefaultShardCount);
        var readings = await system.Intake.ReadAsync(messages.Select(message => (ReadOnlyMemory<byte>)message), cancellation);
        return
        [
            .. readings.Select(reading => reading is RevenueReading.Recordable { Revenue: var revenue } ? revenue : throw new InvalidOperationException("A sample message is broken."))
                .GroupBy(revenue => LedgerShards.Of(revenue.IdHash, LedgerOptions.DefaultShardCount))
                .SelectMany(shard => shard.Select((revenue, i) => Row(shard.Key, revenue, i)).Chunk(TableLimits.MaxBatchOperations))
                .OrderBy(rows => rows[0].Entity.RowKey, StringComparer.Ordinal),
        ];
    }

    private static TableTransactionAction Row(int shard, ValuedRevenue revenue, int index) => AzureEntity.ToAction(
        LedgerKeys.Partition(shard),
        new TableWrite.Insert(LedgerKeys.Entry(revenue.IdHash), EntryRow.Write(new LedgerEntry(revenue, index + 1, DateTimeOffset.UtcNow))));

    private Task SubmitAsync(TableClient table, IEnumerable<TableTransactionAction[]> transactions) => Parallel.ForEachAsync(
        transactions,
        new ParallelOptions { MaxDegreeOfParallelism = LedgerOptions.DefaultShardCount, CancellationToken = cancellation },
        async (rows, token) => await table.SubmitTransactionAsync(rows, token));

    private Task InsertAsync(TableClient table, IEnumerable<byte[]> messages) => Parallel.ForEachAsync(
        messages,
        new ParallelOptions { MaxDegreeOfParallelism = NaiveParallelism, CancellationToken = cancellation },
        async (message, token) =>
        {
            using var json = JsonDocument.Parse(message);
            var root = json.RootElement;
            await table.AddEntityAsync(
                new TableEntity("revenue", root.GetProperty("id").GetString())
                {
                    ["source"] = root.GetProperty("source").GetString(),
                    ["amount"] = root.GetProperty("amount").GetString(),
                    ["currency"] = root.GetProperty("currency").GetString(),
                    ["occurredAt"] = root.GetProperty("occurredAt").GetDateTimeOffset(),
                    ["metadata"] = root.GetProperty("metadata").GetRawText(),
                },
                token);
        });
}
