using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain.Orders;

/// <summary>The one transaction that the allowances ask for before a swap. Pure.</summary>
/// <param name="Kind"><see cref="AttemptKind.Reset"/> or <see cref="AttemptKind.Approve"/>.</param>
/// <param name="Spender">Whose allowance.</param>
public sealed record AllowanceStep(AttemptKind Kind, Address Spender)
{
    /// <summary>
    /// Only the chosen spender's exact allowance may remain: any other is set to 0 first. Some tokens let an allowance change
    /// only from or to 0, and no other spender must be able to take the money.
    /// </summary>
    /// <param name="allowances">What the nodes agree on, by spender.</param>
    /// <param name="chosen">The market that the order buys at.</param>
    /// <param name="spend">What it is to take.</param>
    /// <returns>Null when the swap can come.</returns>
    public static AllowanceStep? Next(IReadOnlyDictionary<Address, BigInteger> allowances, Address chosen, BigInteger spend)
    {
        var leftover = allowances.Where(allowance => !allowance.Value.IsZero && (allowance.Key != chosen || allowance.Value != spend))
            .Select(allowance => allowance.Key).Order().ToList();
        if (leftover.Count > 0)
            return new AllowanceStep(AttemptKind.Reset, leftover[0]);
        return allowances[chosen] == spend ? null : new AllowanceStep(AttemptKind.Approve, chosen);
    }

    /// <summary>
    /// Whether it must wait because the same was done before in this try, had no effect, and was done lately or too often. A token may forget
    /// what it was told; paying for it again and again does not help.
    /// </summary>
    /// <param name="same">Attempts of this try that did the same for the same spender.</param>
    /// <param name="now">The time.</param>
    /// <param name="limits">The patience.</param>
    public static bool MustWait(IReadOnlyList<Attempt> same, DateTimeOffset now, EngineLimits limits) =>
        same.Count > 0
        && (now - same.Max(attempt => attempt.CreatedAt) < limits.ApproveAgainAfter
            || same.Select(attempt => attempt.Nonce).Distinct().Count() > limits.MaxFurtherApprovals);
}
