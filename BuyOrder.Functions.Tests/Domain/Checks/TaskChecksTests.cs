using System.Numerics;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Checks;

/// <summary>The guards of a wallet task: which speaks first when several would refuse, and the least that each of the last two lets through.</summary>
public sealed class TaskChecksTests
{
    private static readonly BigInteger Gas = TaskChecks.WorstCaseGas * CheckExamples.Parameters.MaxFeePerGasWei;

    /// <summary>In order: what is said, by words that only this guard says, and what puts it right.</summary>
    private static readonly (string Reason, string Says, Func<TaskQuestion, TaskQuestion> Mend)[] Precedence =
    [
        ("foreign_nonce", "seen 6 transactions", ask => Seeing(ask, facts => facts with { NonceAtHead = 5 })),
        ("chain_mismatch", "starts with block", ask => Seeing(ask, facts => facts with { GenesisHash = Hash(0xa) })),
        ("clock_skew", "host's clock", ask => ask with { Now = Noon }),
        ("fee_too_high", "wei per gas and a tip", ask => Seeing(ask, facts => facts with { BaseFeeWei = 50 })),
        ("insufficient_funds", "holds 99 stablecoin units, the sweep is of 100", ask => Seeing(ask, facts => facts with { StablecoinBalance = 100 })),
        ("insufficient_funds", "wei for gas, the worst case of a task needs", ask => Seeing(ask, facts => facts with { NativeBalanceWei = Gas })),
    ];

    [Fact]
    public void First_guard_that_refuses_is_told_and_nothing_when_all_is_right()
    {
        var ask = AllWrong();
        foreach (var (reason, says, mend) in Precedence)
        {
            var refusal = TaskChecks.Check(ask);
            Assert.Equal(reason, refusal?.Reason.ToString());
            Assert.Contains(says, refusal!.Detail, StringComparison.Ordinal);
            ask = mend(ask);
        }

        Assert.Null(TaskChecks.Check(ask));
        Assert.NotNull(TaskChecks.Check(Seeing(ask, facts => facts with { NativeBalanceWei = Gas - 1 })));
    }

    [Fact]
    public void Stablecoin_is_no_matter_for_an_allowance_that_is_taken_back()
    {
        var ask = Precedence.Aggregate(AllWrong(), (wrong, next) => next.Mend(wrong)) with { Action = new TaskAction.Revoke(Wallet) };

        Assert.Null(TaskChecks.Check(Seeing(ask, facts => facts with { StablecoinBalance = 0 })));
    }

    private static TaskQuestion Seeing(TaskQuestion ask, Func<PreTradeFacts, PreTradeFacts> change) => ask with { Facts = change(ask.Facts) };

    private static TaskQuestion AllWrong() => new(
        Wallet,
        Sweep.Action,
        new TreasuryState { GenesisHash = Hash(0xa) }.TakeNonce(Wallet, 4),
        CheckExamples.Facts with { StablecoinBalance = 99 },
        CheckExamples.Parameters,
        Limits,
        Noon.AddHours(3));
}
