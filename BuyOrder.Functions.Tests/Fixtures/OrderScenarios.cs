using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Orders.Market;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>How far order <c>m-1</c> has come when its store is taken, by the name of the fixture.</summary>
internal static class OrderScenarios
{
    private const int LateBlocks = 20;

    private static readonly Zar Revenue = new(100_000_00);

    public static IReadOnlyDictionary<string, (string Description, Func<CalmSystem> Play)> All { get; } =
        new Dictionary<string, (string, Func<CalmSystem>)>
        {
            ["book-fresh"] = ("Revenue, and an order book that was opened and has no order yet.", () => new CalmSystem(Revenue)),
            ["order-reserved"] = ("The process ended right after the reservation.", Reserved),
            ["order-approving"] = ("The allowance is sent.", () => Began()),
            ["order-prepared"] = ("The swap is signed and stored; the process ended before any node had it.", Prepared),
            ["order-broadcast"] = ("The swap is sent.", () => At(JobPhase.Broadcast)),
            ["order-mined"] = ("The swap is mined and not final yet.", () => At(JobPhase.Mined)),
            ["order-completed"] = ("Completed; its notification is not sent yet.", Completed),
            ["order-failed"] = ("Four tries reverted: failed, its base given back; its notification is not sent yet.", RetriesUsedUp),
            ["order-failed-by-guard"] = ("A guard refused the purchase for hours before anything was signed: failed.", Refused),
            ["order-held-before-nonce"] = ("A guard refused right after the reservation: held without an attempt.", HeldBeforeNonce),
            ["order-held-paused"] = ("The allowance is mined; buying is paused before the swap is signed.", Paused),
            ["order-held-by-nodes"] = ("Every node refused the allowance's bytes: held, the attempt stored and not sent.", RefusedByNodes),
            ["order-held-fee"] = ("The allowance is late and cannot be raised below the cap.", FeeTooHigh),
            ["order-held-nonce"] = ("The node says that the swap's nonce is taken: held after two looks.", NonceSeemsTaken),
            ["order-retried"] = ("The first swap reverted; the second try waits for a price.", Retried),
            ["order-replaced"] = ("Allowance and swap were each replaced by a dearer one, the swap twice, the last time by a cancel.", Replaced),
            ["order-cancelled"] = ("The cancel is final: the second try is under way.", Cancelled),
        };

    private static CalmSystem Reserved()
    {
        var system = new CalmSystem(Revenue);
        var writes = 0;
        system.Fate = call => IsWrite(call) && ++writes > 1 ? Passage.NotDone : Passage.Through;
        system.Run("m-1", "the first order");
        return Demand(system, JobPhase.Reserved);
    }

    private static CalmSystem Prepared()
    {
        var system = Began();
        system.Mine();
        var writes = 0;
        system.Fate = call => call == "broadcast" || (IsWrite(call) && ++writes > 1) ? Passage.NotDone : Passage.Through;
        Assert.Throws<TableUnavailableException>(system.Advance);
        return Demand(system, JobPhase.Prepared);
    }

    private static CalmSystem Completed()
    {
        var system = Began();
        system.Settle("m-1");
        _ = new TokenScale(system.Tables, ModelContracts.Token.ToString(), _ => Task.FromResult(18))
            .DecimalsAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return Demand(system, JobPhase.Completed);
    }

    private static CalmSystem RetriesUsedUp()
    {
        var system = Began();
        while (!system.Find("m-1").Order.IsEnded)
        {
            system.Advance();
            system.Chain.Others = state => system.Node.Pool.At(0, 1 + system.Find("m-1").Order.Retry) is null ? ModelChain.Balanced(state) : Dear(state);
            system.Mine();
            system.OnChain(ModelChain.Balanced);
            system.Mine(4);
        }

        return Demand(system, JobPhase.Failed);
    }

    private static CalmSystem HeldBeforeNonce()
    {
        var system = new CalmSystem(Revenue);
        BeforeReservation(system, () => system.OnChain(Dear));
        Assert.Equal(ReasonCode.PriceRejected, system.Run("m-1").Order!.Order.Hold!.Reason);
        return Demand(system, JobPhase.Reserved);
    }

    private static CalmSystem Refused()
    {
        var system = HeldBeforeNonce();
        for (var hour = 0; hour < 8 && !system.Find("m-1").Order.IsEnded; hour++)
        {
            system.Wait(TimeSpan.FromHours(1));
            system.Mine();
            system.Advance();
        }

        system.OnChain(ModelChain.Balanced);
        return Demand(system, JobPhase.Failed);
    }

    private static CalmSystem Paused()
    {
        var system = Began();
        system.Mine();
        system.Pause();
        system.Advance();
        Assert.Equal(ReasonCode.Paused, system.Find("m-1").Order.Hold?.Reason);
        return system;
    }

    private static CalmSystem RefusedByNodes()
    {
        var system = new CalmSystem(Revenue);
        system.Fate = call =>
        {
            if (call == "broadcast")
                system.OnChain(state => state.WithEach(account => account with { NativeWei = 0 }));
            return Passage.Through;
        };
        system.Run("m-1");
        system.OnChain(state => state.WithEach(account => account with { NativeWei = ModelChain.Native }));
        Assert.Equal(ReasonCode.RefusedByNodes, system.Find("m-1").Order.Hold?.Reason);
        return Demand(system, JobPhase.Approving);
    }

    private static CalmSystem FeeTooHigh()
    {
        var system = Began(baseFeeGwei: 48);
        system.MineWithoutUs(LateBlocks);
        system.Advance();
        Assert.Equal(ReasonCode.FeeTooHigh, system.Find("m-1").Order.Hold?.Reason);
        return system;
    }

    private static CalmSystem NonceSeemsTaken()
    {
        var system = At(JobPhase.Broadcast);
        system.Node.Lie = Lie.Nonce;
        system.MineWithoutUs(5);
        system.Advance();
        system.MineWithoutUs(1);
        system.Advance();
        Assert.Equal((ReasonCode.NonceTakenElsewhere, 2), (system.Find("m-1").Order.Hold!.Reason, system.Find("m-1").Order.Hold!.Looks));
        return system;
    }

    private static CalmSystem Retried()
    {
        var system = At(JobPhase.Broadcast);
        system.OnChain(Dear);
        system.Mine(4);
        system.Advance();
        system.OnChain(ModelChain.Balanced);
        Assert.Equal(1, system.Find("m-1").Order.Retry);
        return system;
    }

    private static CalmSystem Replaced()
    {
        var system = Began();
        system.MineWithoutUs(LateBlocks);
        system.Advance();
        while (system.Find("m-1").Order.Phase != JobPhase.Broadcast)
        {
            system.Mine();
            system.Advance();
        }

        system.MineWithoutUs(LateBlocks);
        system.Advance();
        system.OnChain(Dear, withUs: false);
        system.MineWithoutUs(LateBlocks);
        system.Advance();
        Assert.Equal(
            [AttemptKind.Approve, AttemptKind.Approve, AttemptKind.Swap, AttemptKind.Swap, AttemptKind.Cancel],
            system.Find("m-1").Attempts.Select(attempt => attempt.Kind));
        return system;
    }

    private static CalmSystem Cancelled()
    {
        var system = Replaced();
        system.Mine(5);
        system.OnChain(ModelChain.Balanced);
        system.Advance();
        Assert.Equal((1, ReasonCode.Cancelled), (system.Find("m-1").Order.Retry, system.Find("m-1").Order.Reason));
        return system;
    }

    private static ModelState Dear(ModelState state) => state with { ReserveToken = state.ReserveToken * 94 / 100 };

    private static CalmSystem Demand(CalmSystem system, JobPhase phase)
    {
        Assert.Equal(phase, system.Find("m-1").Order.Phase);
        return system;
    }
}
