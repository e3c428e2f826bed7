using System.Globalization;
using Azure;
using Azure.Data.Tables;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

/// <summary>A small ledger on real tables with two orders that froze it, and a way behind its back, with everything undone afterwards.</summary>
internal sealed class TamperedLedger : IDisposable
{
    public const int ShardCount = 3;
    public const string MiddleOrder = "m-middle";
    public const string LastOrder = "m-last";

    private static readonly LedgerOptions Options = new() { ShardCount = ShardCount };

    private readonly Dictionary<(string, string), TableEntity> original = [];
    private readonly HashSet<(string Partition, string Key)> touched = [];
    private readonly TableClient raw;

    private TamperedLedger(ITableStore store, TableClient raw)
    {
        (Store, this.raw) = (store, raw);
        System = new LedgerSystem(store, ShardCount);
        Verifier = new Verifier(store, Options, TimeProvider.System);
    }

    public ITableStore Store { get; }

    public LedgerSystem System { get; }

    public Verifier Verifier { get; }

    /// <summary>All rows of the ledger, in a fixed order.</summary>
    public IReadOnlyList<TableEntity> Rows { get; private set; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TamperedLedger> NewAsync(TestServers servers, int entries)
    {
        var (connection, prefix) = ((await servers.AzuriteAsync()).ConnectionString, TestServers.NewTablePrefix());
        var store = new AzureTableStore(new StorageOptions { ConnectionString = connection, TablePrefix = prefix });
        await store.CreateMissingAsync([OrderKeys.Table], Cancellation);
        var ledger = new TamperedLedger(store, new TableClient(connection, prefix + LedgerKeys.Table));
        var batches = Enumerable.Range(0, entries).Select(Message).Chunk(12).ToArray();
        for (var i = 0; i < batches.Length; i++)
        {
            await ledger.System.RecordAsync(batches[i]);
            if (i == batches.Length / 2)
                await ledger.FreezeAsync(MiddleOrder);
        }
        await ledger.FreezeAsync(LastOrder);
        foreach (var row in await ledger.ReadAsync())
            ledger.original[(row.PartitionKey, row.RowKey)] = row;
        ledger.Rows = [.. ledger.original.Values.OrderBy(row => row.PartitionKey, StringComparer.Ordinal).ThenBy(row => row.RowKey, StringComparer.Ordinal)];
        return ledger;
    }

    public Task<VerificationResult> VerifyAsync(FrozenLedger? verified = null) => Verifier.VerifyAsync(verified, null, null, Cancellation);

    public IReadOnlyList<TableEntity> Of(string prefix, string? partition = null) =>
        [.. Rows.Where(row => row.RowKey.StartsWith(prefix, StringComparison.Ordinal) && (partition is null || row.PartitionKey == partition))];

    /// <summary>A copy to be changed.</summary>
    public static TableEntity Copy(TableEntity row)
    {
        var copy = new TableEntity(row.PartitionKey, row.RowKey);
        foreach (var name in Properties(row))
            copy[name] = row[name] is byte[] bytes ? bytes.ToArray() : row[name];
        return copy;
    }

    public static IReadOnlyList<string> Properties(TableEntity row) =>
        [.. row.Keys.Where(name => name is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).Order(StringComparer.Ordinal)];

    public static TableRow Row(TableEntity row)
    {
        var values = new RowValues();
        foreach (var name in Properties(row))
            values[name] = row[name];
        return new TableRow(row.PartitionKey, row.RowKey, values, "none");
    }

    public static TableEntity Entity(string partition, string key, RowValues values)
    {
        var entity = new TableEntity(partition, key);
        foreach (var (name, value) in values)
            entity[name] = value;
        return entity;
    }

    public async Task PutAsync(TableEntity row)
    {
        touched.Add((row.PartitionKey, row.RowKey));
        await raw.UpsertEntityAsync(row, TableUpdateMode.Replace, Cancellation);
    }

    public async Task DeleteAsync(TableEntity row)
    {
        touched.Add((row.PartitionKey, row.RowKey));
        await raw.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, Cancellation);
    }

    /// <summary>The rows as they are now.</summary>
    public async Task<IReadOnlyList<TableEntity>> ReadAsync()
    {
        var rows = new List<TableEntity>();
        await foreach (var row in raw.QueryAsync<TableEntity>(cancellationToken: Cancellation))
            rows.Add(row);
        return rows;
    }

    public async Task UndoAsync()
    {
        foreach (var place in touched)
        {
            if (original.TryGetValue(place, out var row))
                await raw.UpsertEntityAsync(Copy(row), TableUpdateMode.Replace, Cancellation);
            else
                await raw.DeleteEntityAsync(place.Partition, place.Key, ETag.All, Cancellation);
        }
        touched.Clear();
    }

    public void Dispose() => System.Dispose();

    private static byte[] Message(int i)
    {
        var id = $"pay/{i}#é";
        return (i % 5) switch
        {
            0 => TestMessage.Foreign(id, "sale", string.Create(CultureInfo.InvariantCulture, $"\"{i + 1}.10\""), "USD", "18.25", "subscription"),
            1 => TestMessage.Refund(id, $"{i + 2}.00", of: "pay/0#é"),
            2 => TestMessage.Sale(id, $"{i + 1}.05", metadata: $"{{\"n\":{i}}}", occurredAt: TestMessage.Day.AddDays(i % 3)),
            _ => TestMessage.Sale(id, $"{i + 1}.99", "subscription", TestMessage.Day.AddDays(-i % 2)),
        };
    }

    private async Task FreezeAsync(string orderId)
    {
        var totals = await System.TotalsAsync();
        var order = OrderExamples.Reserved(orderId) with
        {
            LedgerRoot = totals.LedgerRoot.ToString(),
            RevenueTotal = totals.Total,
            CutOff = [.. totals.Shards.Select(shard => shard.Entries)],
        };
        var write = new TableWrite.Insert(OrderKeys.Order(orderId), OrderRow.Write(order));
        Assert.True((await Store.Table(OrderKeys.Table).SubmitAsync(OrderKeys.Partition, [write], Cancellation)).Applied);
    }
}
