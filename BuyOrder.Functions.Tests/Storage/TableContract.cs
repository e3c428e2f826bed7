using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>What every implementation of the port must do; each part of the contract is a class that runs against both.</summary>
public abstract class TableContract
{
    private protected const string Partition = "p";

    /// <summary>An ETag that no row of these tests has.</summary>
    private protected const string OldETag = "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"";

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A store that no other test has.</summary>
    private protected abstract Task<ITableStore> NewStoreAsync();

    private protected async Task<ITable> NewTableAsync()
    {
        var store = await NewStoreAsync();
        await store.CreateMissingAsync(["Things"], Cancellation);
        return store.Table("Things");
    }

    private protected static RowValues Values(string text) => new() { ["Text"] = text };

    private protected static TableWrite Insert(string key, string text = "") => new TableWrite.Insert(key, Values(text));

    /// <summary>Inserts the keys and gives their ETags.</summary>
    private protected static async Task<IReadOnlyList<string>> InsertAsync(ITable table, params IEnumerable<string> keys)
    {
        var result = await table.SubmitAsync(Partition, [.. keys.Select(key => Insert(key))], Cancellation);
        Assert.True(result.Applied);
        return [.. result.ETags.Select(etag => etag!)];
    }

    /// <summary>Every row of the range, page by page.</summary>
    private protected static async Task<List<TableRow>> AllAsync(ITable table, TableQuery query)
    {
        var rows = new List<TableRow>();
        do
        {
            var page = await table.QueryAsync(query, Cancellation);
            Assert.True(page.Rows.Count <= query.PageSize);
            rows.AddRange(page.Rows);
            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
        return rows;
    }

    private protected static async Task<string> KeysAsync(ITable table, string partition = Partition) =>
        string.Join(' ', (await AllAsync(table, new TableQuery(partition))).Select(row => row.Key));
}
