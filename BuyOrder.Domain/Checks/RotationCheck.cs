using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Domain.Checks;

/// <summary>
/// What must be done with a wallet before another takes its place: nothing is open, its nonces are final, its allowances are 0, and its stablecoin
/// is in the treasury to the last unit. Pure.
/// </summary>
public static class RotationCheck
{
    /// <summary>In the order in which they are to be done. Native currency is shown only: no task moves it.</summary>
    /// <param name="wallet">The one that is to be left.</param>
    /// <param name="state">Of the order store.</param>
    /// <param name="facts">What the nodes agree on about that wallet.</param>
    public static IReadOnlyList<RotationPoint> Points(Address wallet, TreasuryState state, PreTradeFacts facts)
    {
        var left = facts.Allowances.Where(allowance => !allowance.Value.IsZero).ToList();
        return
        [
            new RotationPoint(
                "nothingOpen",
                state.OpenOrderId is null && state.UndoneOrders.IsEmpty,
                state.OpenOrderId is { } open ? $"{open} is open." : state.UndoneOrders.IsEmpty ? "No order and no task is open." : $"Order {state.UndoneOrders[0]} is undone.",
                state.OpenOrderId is null ? "Resolve the undone order." : "Pause buying, and wait until what is open has ended, or cancel it."),
            Nonce(wallet, state, facts),
            new RotationPoint(
                "allowancesZero",
                left.Count == 0,
                left.Count == 0 ? "No allowance is left." : string.Join(' ', left.Select(each => $"{each.Key} may take {Text(each.Value)} units.")),
                left.Count == 0 ? "" : $"POST /api/wallet/tasks with kind revokeAllowance, spender {left[0].Key} and wallet {wallet}."),
            new RotationPoint(
                "stablecoinSwept",
                facts.StablecoinBalance.IsZero,
                $"It holds {Text(facts.StablecoinBalance)} units of stablecoin.",
                $"POST /api/wallet/tasks with kind sweep and wallet {wallet}."),
            new RotationPoint("nativeLeft", true, $"It holds {Text(facts.NativeBalanceWei)} wei for gas. No task moves it.", ""),
        ];
    }

    /// <summary>Why the next wallet may not begin; null when it may.</summary>
    public static Refusal? Refuse(Address wallet, TreasuryState state, PreTradeFacts facts) =>
        Points(wallet, state with { OpenOrderId = null, UndoneOrders = [] }, facts).FirstOrDefault(point => !point.IsDone) is { } open
            ? new Refusal(ReasonCode.RotationIncomplete, $"The wallet before this one, {wallet}, is not finished. {open.Detail} Next: {open.NextStep}")
            : null;

    private static RotationPoint Nonce(Address wallet, TreasuryState state, PreTradeFacts facts)
    {
        var expected = state.NextNonce.GetValueOrDefault(wallet, facts.NonceAtFinal);
        return new RotationPoint(
            "nonceFinal",
            facts.NonceAtFinal == expected && facts.NonceAtHead == expected,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The order store expects nonce {expected}, the chain shows {facts.NonceAtHead}, of which {facts.NonceAtFinal} is final."),
            facts.NonceAtHead > expected ? "Find out who uses the key, and accept its nonce." : "Wait until it is final.");
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One item of the checklist.</summary>
/// <param name="Name">Stable word.</param>
/// <param name="IsDone">Whether it is.</param>
/// <param name="Detail">What there is now.</param>
/// <param name="NextStep">What to do while it is not done.</param>
public sealed record RotationPoint(string Name, bool IsDone, string Detail, string NextStep);
