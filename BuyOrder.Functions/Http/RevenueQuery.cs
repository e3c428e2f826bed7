using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Reading;

namespace BuyOrder.Functions.Http;

/// <summary>What every call that reads entries of the ledger can be asked.</summary>
internal static class RevenueQuery
{
    /// <summary><c>from</c>, <c>to</c>, <c>source</c>, <c>kind</c> and <c>currency</c>.</summary>
    public static RevenueFilter Filter(QueryReader query)
    {
        var (from, to) = query.Period();
        return new RevenueFilter(
            from,
            to,
            query.OneOf("source", [.. RevenueCodes.Sources.Select(each => (each.ToCode(), each))]),
            query.OneOf("kind", [.. RevenueCodes.Kinds.Select(each => (each.ToCode(), each))]),
            query.OneOf("currency", Currency.All.Select(each => each.Code)));
    }

    /// <summary><c>pageSize</c> and <c>continuation</c> of a list of entries.</summary>
    public static (int Size, RevenueContinuation? Continuation) Page(QueryReader query, int shardCount)
    {
        var asked = query.Page();
        RevenueContinuation? continuation = null;
        if (asked.Continuation is not null && !RevenueContinuation.TryParse(asked.Continuation, shardCount, out continuation))
            query.ContinuationFault();
        return (asked.Size, continuation);
    }
}
