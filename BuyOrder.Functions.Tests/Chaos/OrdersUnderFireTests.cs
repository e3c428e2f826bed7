using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Tests.Servers;

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

        await fire.RunAsync(ChaosSettings.Orders);

        try
        {
            var orders = await new ChaosAudit(fire).CheckAsync();
            Assert.Empty(fire.Surprises);
            output.WriteLine(Summary(fire.Storm, orders));
        }
        catch (Exception wrong) when (wrong is Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException(fire.Report(wrong.Message), wrong);
        }
    }

    private static string Summary(Storm storm, IReadOnlyList<OrderRecord> orders)
    {
        var completed = orders.Count(record => record.Order.Status == OrderStatus.Completed);
        var failed = orders.Count(record => record.Order.Status == OrderStatus.Failed);
        return $"""
            Orders under fire, seed {storm.Seed}: {orders.Count} orders in {storm.Age.TotalSeconds:F0} s, {completed} completed with one purchase each,
            {failed} failed without one, {orders.Sum(record => record.Order.Retry)} retries, {orders.Sum(record => record.Attempts.Count)} transactions.
            {storm.CountedOf("kill")} kills ({storm.CountsOf("kill")}).
            {storm.CountedOf("fault")} faults ({storm.CountsOf("fault")}).
            Chain: {storm.CountsOf("chain")}. Deliveries again: {storm.CountedOf("delivery")}.
            """;
    }
}
