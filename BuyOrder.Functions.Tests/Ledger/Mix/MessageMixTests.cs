using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Reading;
using BuyOrder.Local.Worker;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ledger.Mix;

/// <summary>
/// A mix of messages through the built app's queue function, all of them twice, in random order and batches from four deliverers,
/// against sums made without the product. <c>BUYORDER_MIX_MESSAGES</c> sets how many, <c>BUYORDER_MIX_SEED</c> which.
/// </summary>
public sealed class MessageMixTests(TestServers servers, ITestOutputHelper output)
{
    private const int Deliverers = 4;
    private const int LargestBatch = 100;

    [Fact]
    public async Task Totals_of_a_mix_sent_twice_by_four_deliverers_are_those_of_an_independent_calculation()
    {
        var mix = new MessageMix(Number("BUYORDER_MIX_MESSAGES", 1_500), Number("BUYORDER_MIX_SEED", 20261122));
        var prefix = TestServers.NewTablePrefix();
        await using var app = await HostedApp.StartAsync(servers, ("BuyOrder__Storage__TablePrefix", prefix));
        var batches = mix.Deliveries(LargestBatch);

        await Task.WhenAll(Enumerable.Range(0, Deliverers).Select(deliverer =>
            DeliverAsync(app, batches.Where((_, i) => i % Deliverers == deliverer))));

        var store = new AzureTableStore(new StorageOptions
        {
            ConnectionString = (await servers.AzuriteAsync()).ConnectionString,
            TablePrefix = prefix,
        });
        using var system = new LedgerSystem(store, LedgerOptions.DefaultShardCount);
        var (entries, refused) = await ExpectedAsync(mix, system.Ledger);
        var metrics = JsonNode.Parse(await app.Client.GetStringAsync(
            new Uri("/api/metrics", UriKind.Relative), TestContext.Current.CancellationToken))!;
        Assert.Equal(entries.Sum(entry => entry.Value), Decimal(metrics["totalRevenue"]));
        Assert.Equal(entries.Count, metrics["entries"]!.GetValue<int>());
        Assert.Equal(refused, metrics["rejected"]!.GetValue<int>());
        Assert.All(entries.GroupBy(entry => entry.Source), source =>
            Assert.Equal(source.Sum(entry => entry.Value), Decimal(metrics["revenueBySource"]![source.Key])));
        await LedgerAudit.CheckAsync(store, await system.TotalsAsync());
        output.WriteLine($"Counted: mix of {mix.Messages.Count} messages sent twice in {batches.Count} batches by {Deliverers} deliverers: "
            + $"{entries.Count} entries, {refused} rejected.");
    }

    /// <summary>The entries that there must be. Which of several messages of one id came first is for the ledger to say: it must be one of them.</summary>
    private static async Task<(IReadOnlyList<MixedMessage> Entries, int Refused)> ExpectedAsync(MessageMix mix, RevenueLedger ledger)
    {
        var entries = new List<MixedMessage>();
        var refused = mix.Messages.Where(message => message.Id is null).ToList();
        foreach (var contest in mix.Messages.Where(message => message.Id is not null).GroupBy(message => message.Id!))
        {
            var winner = contest.First();
            if (contest.DistinctBy(message => message.Content).Skip(1).Any())
            {
                var found = await ledger.FindAsync(IdOf(contest.Key), TestContext.Current.CancellationToken);
                winner = Assert.Single(contest, message => Says(message, found!));
                refused.AddRange(contest.Where(message => message.Content != winner.Content));
            }
            entries.Add(winner);
        }
        return (entries, refused.DistinctBy(message => Convert.ToHexString(message.Body)).Count());
    }

    private static bool Says(MixedMessage message, FoundEntry found)
    {
        var revenue = found.Entry.Revenue;
        using var json = JsonDocument.Parse(message.Body);
        return (revenue.Value.Cents / 100m, revenue.Message.Amount.Currency.Code) == (message.Value, json.RootElement.GetProperty("currency").GetString())
            && revenue.Message.OccurredAt == json.RootElement.GetProperty("occurredAt").GetDateTimeOffset();
    }

    /// <summary>As a queue does: a batch comes again until it is taken.</summary>
    private static async Task DeliverAsync(HostedApp app, IEnumerable<MixedMessage[]> batches)
    {
        foreach (var batch in batches)
        {
            var delivery = 0;
            InvocationResult result;
            do
            {
                result = await app.Host.DeliverAsync(batch.Select(message => message.Body), ++delivery);
            }
            while (!result.Succeeded && delivery < HostQueue.MaxDeliveries);
            Assert.Equal(InvocationResult.Success, result);
        }
    }

    private static string IdOf(string inJson) => JsonSerializer.Deserialize<string>($"\"{inJson}\"")!;

    private static decimal Decimal(JsonNode? text) => decimal.Parse(text!.GetValue<string>(), CultureInfo.InvariantCulture);

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
