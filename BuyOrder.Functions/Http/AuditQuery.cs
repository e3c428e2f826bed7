using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Functions.Http;

/// <summary>What every call that reads the audit can be asked.</summary>
internal static class AuditQuery
{
    public const string Action = "action";
    public const string Who = "who";

    private const int MaxWhoLength = 200;

    private static readonly (string Name, AuditAction Value)[] Actions =
        [.. Enum.GetValues<AuditAction>().Where(action => action != AuditAction.Unset).Select(action => (Words.Of(action), action))];

    /// <summary><c>from</c>, <c>to</c>, <c>action</c> and <c>who</c>.</summary>
    public static AuditFilter Filter(QueryReader query)
    {
        var (from, to) = query.Period();
        return new AuditFilter(from, to, query.OneOf(Action, Actions), query.Text(Who, MaxWhoLength));
    }
}
