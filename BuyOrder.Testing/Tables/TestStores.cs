using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Testing.Tables;

/// <summary>New tables of either kind, for tests that must hold on both.</summary>
internal static class TestStores
{
    public static async Task<ITableStore> NewAsync(StoreKind kind, TestServers servers) => kind == StoreKind.Memory
        ? new MemoryTableStore(stingyPages: true)
        : new AzureTableStore(new StorageOptions
        {
            ConnectionString = (await servers.AzuriteAsync()).ConnectionString,
            TablePrefix = TestServers.NewTablePrefix(),
        });
}
