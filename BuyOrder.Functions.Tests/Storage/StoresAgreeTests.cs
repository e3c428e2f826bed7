using BuyOrder.Storage;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>The emulator and the memory store give the same outcomes and the same rows for any sequence of batches.</summary>
public sealed class StoresAgreeTests(TestServers servers)
{
    private const string Partition = "p";
    private const int Keys = 6;
    private const string NoETag = "W/\"datetime'2020-01-01T00%3A00%3A00.0000000Z'\"";

    public enum WriteKind
    {
        Insert,
        Replace,
        ReplaceOld,
        Delete,
        DeleteOld,
    }

    public sealed record PlannedWrite(WriteKind Kind, byte Key, int Value);

    [Property(MaxTest = 60)]
    public async Task Stores_agree_on_any_sequence_of_batches(PlannedWrite[][] batches)
    {
        var real = await Side.NewAsync(await AzuriteStore.NewAsync(servers));
        var memory = await Side.NewAsync(new MemoryTableStore());

        foreach (var batch in batches)
        {
            PlannedWrite[] writes = [.. batch.DistinctBy(write => write.Key % Keys)];
            if (writes.Length > 0)
                Assert.Equal(await real.SubmitAsync(writes), await memory.SubmitAsync(writes));
        }

        Assert.Equal(await real.ContentAsync(), await memory.ContentAsync());
    }

    /// <summary>A table with the ETags that were seen of each of its keys; their values differ from store to store.</summary>
    private sealed class Side(ITable table)
    {
        private readonly Dictionary<string, List<string>> seen = [];

        public static async Task<Side> NewAsync(ITableStore store)
        {
            await store.CreateMissingAsync(["Things"], TestContext.Current.CancellationToken);
            return new Side(store.Table("Things"));
        }

        public async Task<(BatchFailure Failure, int FailedIndex)> SubmitAsync(IReadOnlyList<PlannedWrite> plan)
        {
            List<TableWrite> writes = [.. plan.Select(Write)];
            var result = await table.SubmitAsync(Partition, writes, TestContext.Current.CancellationToken);
            foreach (var (write, etag) in writes.Zip(result.ETags))
            {
                if (etag is not null)
                    Seen(write.Key).Add(etag);
            }
            return (result.Failure, result.FailedIndex);
        }

        public async Task<List<(string Key, int Value)>> ContentAsync()
        {
            var page = await table.QueryAsync(new TableQuery(Partition), TestContext.Current.CancellationToken);
            return [.. page.Rows.Select(row => (row.Key, row.Values.Int32("Value")))];
        }

        private TableWrite Write(PlannedWrite plan)
        {
            var key = $"k{plan.Key % Keys}";
            var values = new RowValues { ["Value"] = plan.Value };
            var latest = Seen(key) is [.., var last] ? last : NoETag;
            var older = Seen(key) is [.., var previous, _] ? previous : NoETag;
            return plan.Kind switch
            {
                WriteKind.Insert => new TableWrite.Insert(key, values),
                WriteKind.Replace => new TableWrite.Replace(key, values, latest),
                WriteKind.ReplaceOld => new TableWrite.Replace(key, values, older),
                WriteKind.Delete => new TableWrite.Delete(key, latest),
                _ => new TableWrite.Delete(key, older),
            };
        }

        private List<string> Seen(string key) => seen.TryGetValue(key, out var etags) ? etags : seen[key] = [];
    }
}
