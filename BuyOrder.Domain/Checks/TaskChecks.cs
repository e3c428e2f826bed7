using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Domain.Checks;

/// <summary>
/// Every guard of a wallet task, the same before it is reserved and, on fresh data, before anything is signed. Those that it shares with a
/// purchase are those of <see cref="PreTradeChecks"/>. Market and pinned contracts have no say: a sweep may be the answer to their change.
/// </summary>
public static class TaskChecks
{
    /// <summary>Gas for the worst case of one task: a transfer or an approval behind a proxy.</summary>
    public const long WorstCaseGas = 200_000;

    /// <summary>The first that refuses; null when nothing is in the way.</summary>
    public static Refusal? Check(TaskQuestion ask) =>
        PreTradeChecks.CheckNonce(ask.State, ask.Wallet, ask.Facts)
        ?? PreTradeChecks.CheckChain(ask.State, ask.Facts)
        ?? PreTradeChecks.CheckClock(ask.Facts, ask.Now, ask.Limits)
        ?? (PreTradeChecks.Offer(ask.Facts, ask.Parameters) is null ? PreTradeChecks.FeeTooHigh(ask.Facts, ask.Parameters) : null)
        ?? CheckStablecoin(ask)
        ?? CheckGas(ask);

    private static Refusal? CheckStablecoin(TaskQuestion ask) =>
        ask.Action is TaskAction.Sweep sweep && ask.Facts.StablecoinBalance < sweep.Units
            ? new Refusal(
                ReasonCode.InsufficientFunds,
                $"The wallet holds {Text(ask.Facts.StablecoinBalance)} stablecoin units, the sweep is of {Text(sweep.Units)}.")
            : null;

    private static Refusal? CheckGas(TaskQuestion ask)
    {
        var gas = WorstCaseGas * PreTradeChecks.Offer(ask.Facts, ask.Parameters)!.MaxFeePerGasWei;
        return ask.Facts.NativeBalanceWei < gas
            ? new Refusal(
                ReasonCode.InsufficientFunds,
                $"The wallet {ask.Wallet} holds {Text(ask.Facts.NativeBalanceWei)} wei for gas, the worst case of a task needs {Text(gas)}.")
            : null;
    }

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Everything that the guards of a wallet task look at.</summary>
/// <param name="Wallet">Which signs.</param>
/// <param name="Action">What it is to do.</param>
/// <param name="State">Of the order store.</param>
/// <param name="Facts">What the nodes agree on about the wallet.</param>
/// <param name="Parameters">In force: a task has none of its own.</param>
/// <param name="Limits">The patience.</param>
/// <param name="Now">The time.</param>
public sealed record TaskQuestion(
    Address Wallet, TaskAction Action, TreasuryState State, PreTradeFacts Facts, BusinessParameters Parameters, EngineLimits Limits, DateTimeOffset Now);
