using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// Orders of the real executable on real tables and a real chain, through everything that can go wrong between them. How many and where the
/// faults fall: see <see cref="ChaosSettings"/>.
/// </summary>
[Trait("Category", "Chaos")]
public sealed class OrdersUnderFireTests(TestServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_order_buys_exactly_once_or_fails_without_a_purchase_and_all_books_agree()
    {
        await using var fire = await OrdersUnderFire.StartAsync(servers, ChaosSettings.Seed);

        try
        {
            await fire.RunAsync(ChaosSettings.Orders);
            var orders = await new ChaosAudit(fire).CheckAsync();
            Assert.Empty(fire.Surprises);
            output.WriteLine(Summary(fire.Storm, orders));
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            throw new InvalidOperationException(fire.Report(wrong.Message), wrong);
        }
    }

    private static string Summary(Storm storm, IReadOnlyList<OrderRecord> orders)
    {
        var completed = orders.Count(record => record.Order.Status == JobStatus.Completed);
        var failed = orders.Count(record => record.Order.Status == JobStatus.Failed);
        var retries = orders.Sum(record => record.Order.Retry);
        var transactions = orders.Sum(record => record.Attempts.Count);
        return $"""
            Counted: orders under fire, seed {storm.Seed}: {orders.Count} orders in {storm.Age.TotalSeconds:F0} s
            Counted: under fire: {completed} completed with exactly one purchase each, {failed} failed with none
            Counted: under fire: {retries} retries, {transactions} transactions, {storm.CountedOf("delivery")} repeated deliveries
            Counted: under fire: {storm.CountedOf("kill")} kills ({storm.CountsOf("kill")})
            Counted: under fire: {storm.CountedOf("fault")} faults ({storm.CountsOf("fault")})
            Counted: under fire: chain ({storm.CountsOf("chain")})
            """;
    }
}
