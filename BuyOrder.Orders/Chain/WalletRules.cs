using System.Globalization;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Orders.Chain;

/// <summary>What must hold of the wallet and the chain before anything is reserved or signed. Pure.</summary>
internal static class WalletRules
{
    /// <summary>Gas for the worst case of one order: the allowance and a swap over one hop.</summary>
    public const long WorstCaseGas = 600_000;

    /// <summary>How the book writes an address.</summary>
    public static string Key(Address wallet) => wallet.ToString();

    /// <summary>The nonce that a new transaction must have. An address that was never used here adopts the chain's.</summary>
    public static long NextNonce(TreasuryState state, Address wallet, PreTradeFacts facts) =>
        state.NextNonce.TryGetValue(Key(wallet), out var expected) ? expected : facts.NonceAtHead;

    public static Refusal? CheckNonce(TreasuryState state, Address wallet, PreTradeFacts facts)
    {
        if (!state.NextNonce.ContainsKey(Key(wallet)) && facts.NonceAtHead != facts.NonceAtFinal)
        {
            return new Refusal(
                ReasonCode.ChainUnavailable,
                $"The chain shows nonce {facts.NonceAtHead} of {wallet}, of which {facts.NonceAtFinal} is final: a nonce is adopted only once nothing can undo it.");
        }

        var expected = NextNonce(state, wallet, facts);
        return facts.NonceAtHead.CompareTo(expected) switch
        {
            > 0 => new Refusal(
                ReasonCode.ForeignNonce,
                $"The chain has seen {facts.NonceAtHead} transactions of {wallet}, the order book knows of {expected}: somebody else uses the key."),
            < 0 => new Refusal(
                ReasonCode.ChainUnavailable,
                $"The nodes show {facts.NonceAtHead} transactions of {wallet}, the order book knows of {expected}: they lag or a block was undone."),
            _ => null,
        };
    }

    /// <summary>The first order pins the chain by the hash of its first block.</summary>
    public static Refusal? CheckChain(TreasuryState state, PreTradeFacts facts) =>
        state.GenesisHash is { } pinned && facts.GenesisHash is { } seen && pinned != seen
            ? new Refusal(ReasonCode.ChainMismatch, $"The chain starts with block {seen}, the order book knows the one that starts with {pinned}.")
            : null;

    /// <summary>Contracts that were accepted once may not change behind our back.</summary>
    public static Refusal? CheckContracts(TreasuryState state, PreTradeFacts facts) =>
        state.Contracts is { } pinned && facts.Contracts is { } seen && ContractCode.Differences(pinned, seen) is { Count: > 0 } changed
            ? new Refusal(ReasonCode.ContractChanged, $"The code at {string.Join(", ", changed)} is not what was accepted: an operator must look at it.")
            : null;

    /// <summary>Slots go by the host's clock and deadlines by the chain's: the two must tell the same time.</summary>
    public static Refusal? CheckClock(PreTradeFacts facts, DateTimeOffset now, EngineLimits limits) =>
        (now - facts.HeadTime).Duration() > limits.MaxClockSkew
            ? new Refusal(
                ReasonCode.ClockSkew,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The newest block is of {facts.HeadTime:u}, the host's clock shows {now:u}; they may differ by {limits.MaxClockSkew}."))
            : null;

    public static Refusal? CheckFunds(BigInteger spendUnits, FeeOffer fee, PreTradeFacts facts)
    {
        if (facts.StablecoinBalance < spendUnits)
        {
            return new Refusal(
                ReasonCode.InsufficientFunds,
                $"The wallet holds {Text(facts.StablecoinBalance)} stablecoin units, the order needs {Text(spendUnits)}.");
        }

        var gas = WorstCaseGas * fee.MaxFeePerGasWei;
        return facts.NativeBalanceWei < gas
            ? new Refusal(ReasonCode.InsufficientFunds, $"The wallet holds {Text(facts.NativeBalanceWei)} wei for gas, the worst case needs {Text(gas)}.")
            : null;
    }

    public static string FeeText(PreTradeFacts facts, BusinessParameters limits) =>
        $"The network asks {Text(facts.BaseFeeWei)} wei per gas and a tip; allowed are {Text(limits.MaxFeePerGasWei)} together.";

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
