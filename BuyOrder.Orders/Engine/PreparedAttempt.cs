using BuyOrder.Domain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Engine;

/// <summary>What came of making the next transaction, with the facts that it rests on.</summary>
internal abstract record PreparedAttempt
{
    private PreparedAttempt(PreTradeFacts facts) => Facts = facts;

    public PreTradeFacts Facts { get; }

    /// <summary>A signed attempt that is still only in memory.</summary>
    public sealed record Signed(Attempt Attempt, PreTradeFacts Facts) : PreparedAttempt(Facts);

    /// <summary>There is none, for this reason.</summary>
    public sealed record Refused(Refusal Refusal, PreTradeFacts Facts) : PreparedAttempt(Facts);
}
