using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace BuyOrder.Storage.Azure;

/// <summary>Azure Table Storage through Azure.Data.Tables. One instance per process: it holds the connections.</summary>
internal sealed class AzureTableStore : ITableStore
{
    private readonly TableServiceClient service;
    private readonly StorageRetry retry;
    private readonly string prefix;

    public AzureTableStore(StorageOptions options)
        : this(options, StorageRetry.Default, null)
    {
    }

    /// <param name="options">Where the tables are.</param>
    /// <param name="retry">Limits of one call.</param>
    /// <param name="transport">Null: Azure.Core's shared connections.</param>
    /// <exception cref="ArgumentException">Not exactly one of connection string and service address.</exception>
    internal AzureTableStore(StorageOptions options, StorageRetry retry, HttpPipelineTransport? transport)
    {
        (this.retry, prefix) = (retry, options.TablePrefix);
        service = Connect(options, retry, transport);
    }

    public ITable Table(string name) => new AzureTable(service.GetTableClient(TableLimits.TableName(prefix, name)), retry);

    public async Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation)
    {
        var creations = names.Select(name => TableLimits.TableName(prefix, name)).Select(name => AzureCall.RunAsync(
            $"Creating table {name}", retry, token => service.CreateTableIfNotExistsAsync(name, token), cancellation));
        await Task.WhenAll(creations);
    }

    /// <summary>Full names of the tables that begin with the prefix.</summary>
    /// <exception cref="TableUnavailableException">The service cannot be asked.</exception>
    public Task<IReadOnlyList<string>> ListTablesAsync(CancellationToken cancellation) =>
        AzureCall.RunAsync<IReadOnlyList<string>>("Listing tables", retry, async token =>
        {
            var names = new List<string>();
            await foreach (var table in service.QueryAsync((string?)null, null, token))
            {
                if (table.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    names.Add(table.Name);
            }
            return names;
        }, cancellation);

    private static TableServiceClient Connect(StorageOptions options, StorageRetry retry, HttpPipelineTransport? transport)
    {
        var client = new TableClientOptions();
        retry.ApplyTo(client.Retry);
        if (transport is not null)
            client.Transport = transport;
        return options switch
        {
            { ConnectionString: { } connection, ServiceUri: null } => new TableServiceClient(connection, client),
            { ConnectionString: null, ServiceUri: { } address } => new TableServiceClient(address, AzureIdentity.Create(options.ManagedIdentityClientId, transport), client),
            _ => throw new ArgumentException("Exactly one of ConnectionString and ServiceUri is needed.", nameof(options)),
        };
    }
}
