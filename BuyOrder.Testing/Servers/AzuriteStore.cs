using BuyOrder.Storage;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Testing.Servers;

internal static class AzuriteStore
{
    /// <summary>A store on the shared Azurite with a prefix of its own.</summary>
    public static async Task<ITableStore> NewAsync(TestServers servers) => new AzureTableStore(new StorageOptions
    {
        ConnectionString = (await servers.AzuriteAsync()).ConnectionString,
        TablePrefix = TestServers.NewTablePrefix(),
    });
}
