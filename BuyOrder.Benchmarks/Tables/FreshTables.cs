using Azure.Core.Pipeline;
using Azure.Data.Tables;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Tables;

/// <summary>Tables of one measurement on Azurite, under a prefix of their own; they are dropped at its end, because it slows down as it fills.</summary>
internal sealed class FreshTables : IAsyncDisposable
{
    private readonly TableServiceClient service;

    private FreshTables(string connection, string prefix)
    {
        (Connection, Prefix) = (connection, prefix);
        service = new TableServiceClient(connection);
        Store = new AzureTableStore(new StorageOptions { ConnectionString = connection, TablePrefix = prefix });
    }

    public string Connection { get; }

    public string Prefix { get; }

    /// <summary>The product's own view of them.</summary>
    public ITableStore Store { get; }

    public static async Task<FreshTables> NewAsync(TestServers servers) =>
        new((await servers.AzuriteAsync()).ConnectionString, TestServers.NewTablePrefix());

    /// <summary>A new table as the SDK gives it, without anything of ours.</summary>
    public async Task<TableClient> BareAsync(string name, CancellationToken cancellation)
    {
        var table = Bare(name);
        await table.CreateAsync(cancellation);
        return table;
    }

    /// <summary>A table that is there already, over the connections of the caller's choice.</summary>
    public TableClient Bare(string name, HttpPipelineTransport? transport = null)
    {
        var options = new TableClientOptions();
        if (transport is not null)
            options.Transport = transport;
        return new TableClient(Connection, Prefix + name, options);
    }

    public async ValueTask DisposeAsync()
    {
        await foreach (var table in service.QueryAsync())
        {
            if (table.Name.StartsWith(Prefix, StringComparison.Ordinal))
                await service.DeleteTableAsync(table.Name);
        }
    }
}
