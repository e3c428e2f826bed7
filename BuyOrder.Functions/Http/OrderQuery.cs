using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Http;

/// <summary>What every call that reads buy orders can be asked.</summary>
internal static class OrderQuery
{
    /// <summary><c>status</c>, <c>from</c> and <c>to</c>.</summary>
    public static OrderFilter Filter(QueryReader query)
    {
        var status = query.OneOf(
            "status",
            (Words.Of(JobStatus.Pending), JobStatus.Pending),
            (Words.Of(JobStatus.Completed), JobStatus.Completed),
            (Words.Of(JobStatus.Failed), JobStatus.Failed));
        var (from, to) = query.Period();
        return new OrderFilter(status, from, to);
    }
}
