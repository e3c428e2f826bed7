using BuyOrder.Ledger.Opening;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// Four instances of the real app record the same messages, each in its own order, through faulty storage and deaths.
/// </summary>
[Trait("Category", "Chaos")]
public sealed class LedgerUnderFireTests(TestServers servers, ITestOutputHelper output)
{
    private const int Messages = 200;
    private const int BatchSize = 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Every_message_counts_once_and_the_chain_of_blocks_holds(int run)
    {
        var storm = new Storm(ChaosSettings.Seed + run);
        var walk = new MomentWalk(Moments.OfMessages, storm.RandomFor("moments"));
        var prefix = TestServers.NewTablePrefix();
        var azurite = await servers.AzuriteAsync();
        var tables = new Uri($"http://127.0.0.1:{azurite.Port}");
        var instances = new List<ChaosApp>();
        foreach (var name in new[] { "first", "second", "third", "fourth" })
        {
            instances.Add(await ChaosApp.StartAsync(
                name, servers, storm, walk, tables, [], [new("BuyOrder__Storage__TablePrefix", prefix)]));
        }
        var revenue = new RevenueStream(storm.RandomFor("revenue"));
        var messages = revenue.NextBatch(Messages);

        var calls = instances.ConvertAll(instance => new AppCalls(instance, storm));
        await Task.WhenAll(instances.Zip(calls).Select(each => DeliverAsync(each.First, each.Second, messages, storm)));
        storm.End();

        List<string> surprises = [.. calls.SelectMany(each => each.Surprises), .. instances.SelectMany(each => each.OwnDeaths)];
        Assert.True(surprises.Count == 0, string.Join('\n', surprises));
        var store = new AzureTableStore(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = prefix });
        using var system = new LedgerSystem(store, LedgerOptions.DefaultShardCount);
        var totals = await system.TotalsAsync();
        await LedgerAudit.CheckAsync(store, totals);
        Assert.Equal((revenue.Total, revenue.Entries), (totals.Total.Cents / 100m, totals.Entries));
        Assert.Equal(0, await system.OpenRejectedAsync());
        foreach (var instance in instances)
        {
            await instance.WaitUntilUpAsync();
            Assert.Equal(revenue.Total, await instance.App.TotalRevenueAsync());
            await instance.DisposeAsync();
        }
        output.WriteLine($"Counted: ledger under fire, seed {storm.Seed}: "
            + $"{revenue.Entries} entries four times over in {storm.Age.TotalSeconds:F0} s, "
            + $"{storm.CountedOf("kill")} kills ({storm.CountsOf("kill")}), {storm.CountedOf("fault")} faults ({storm.CountsOf("fault")}), "
            + $"{storm.CountedOf("delivery")} deliveries again.");
    }

    /// <summary>As a queue does: a batch comes again until it is taken. Now and then the instance dies in the middle of one.</summary>
    private static async Task DeliverAsync(ChaosApp instance, AppCalls calls, IReadOnlyList<byte[]> messages, Storm storm)
    {
        var random = storm.RandomFor($"{instance.Name}'s queue");
        var own = messages.ToArray();
        random.Shuffle(own);
        foreach (var batch in own.Chunk(BatchSize))
        {
            var death = random.Next(8) == 0 ? instance.KillSoonAsync(TimeSpan.FromMilliseconds(random.Next(150))) : Task.CompletedTask;
            while (!await calls.RecordAsync(batch))
                storm.Count("delivery: again");
            await death;
        }
    }
}
