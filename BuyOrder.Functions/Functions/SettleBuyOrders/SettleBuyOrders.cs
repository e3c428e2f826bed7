using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Orders;

namespace BuyOrder.Functions.Functions;

/// <summary>Advances what is in flight as far as it goes without waiting.</summary>
internal sealed class SettleBuyOrders(BuyOrders orders) : ITrigger
{
    public string Name => nameof(SettleBuyOrders);

    public Task InvokeAsync(Invocation invocation, CancellationToken cancellation) => orders.AdvanceAsync(cancellation);
}
