using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Recovery;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;

using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>Stores in which an operator is needed or has decided, and those of a schedule, by the name of the fixture.</summary>
internal static class OperatorScenarios
{
    private static readonly Zar Revenue = new(100_000_00);

    public static IReadOnlyDictionary<string, (string Description, Func<CalmSystem> Play)> All { get; } =
        new Dictionary<string, (string, Func<CalmSystem>)>
        {
            ["order-unknown"] = ("A stranger took the nonce: unknown, to be resolved as failed.", Unknown),
            ["order-unknown-bought"] = ("An old copy of the book without the swap that bought: unknown, to be resolved as completed.", UnknownBought),
            ["order-resolved-failed"] = ("Resolved as failed by an operator.", ResolvedFailed),
            ["order-resolved-completed"] = ("Resolved as completed by an operator.", ResolvedCompleted),
            ["order-undone"] = ("Completed, then its blocks were taken off the chain: unknown, its bytes sent again and not mined yet.", Undone),
            ["order-undone-resolved"] = ("Undone, mined again and resolved as completed by an operator.", UndoneResolved),
            ["nonce-accepted"] = ("A stranger used the key after the first order; an operator accepted the nonce.", NonceAccepted),
            ["contracts-accepted"] = ("The code of a contract had changed; an operator accepted it.", ContractsAccepted),
            ["store-outdated"] = ("An old copy of the book lacks order m-2, which bought: buying is stopped and the alarm not sent yet.", StoreOutdated),
            ["slots"] = ("Slots missed, below the minimum and ordered, with runs that were refused; an order of a slot is open.", Slots),
            ["slot-pending"] = ("A slot was tried while buying was paused and is still due.", SlotPending),
        };

    private static CalmSystem Unknown()
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Steal();
        Assert.True(system.Settle("m-1").IsUnknown);
        return system;
    }

    private static CalmSystem UnknownBought()
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Mine();
        var copy = Wait(OrderBackup.TakeAsync(system.Tables));
        system.Settle("m-1");
        Restore(system, copy);
        Assert.True(system.Settle("m-1").IsUnknown);
        return system;
    }

    private static CalmSystem ResolvedFailed()
    {
        var system = Unknown();
        Assert.IsType<ResolutionResult.Resolved>(system.Resolve("m-1", Finding.Failed, "ticket 4711"));
        return system;
    }

    private static CalmSystem ResolvedCompleted()
    {
        var system = UnknownBought();
        var bought = system.Chain.Purchases.Single().Transaction.Hash;
        Assert.IsType<ResolutionResult.Resolved>(system.Resolve("m-1", Finding.Completed, $"{bought}"));
        return system;
    }

    private static CalmSystem Undone()
    {
        var completed = Began();
        var purchase = completed.Settle("m-1").Purchase!;
        var kept = completed.Chain.Head.At(purchase.BlockNumber - 1)!;
        var system = new CalmSystem(completed.Tables, completed.Time, clock => new ModelChain(clock, kept, kept.Number), messages: 1);
        system.MineWithoutUs((int)(completed.Chain.Head.Number - kept.Number) + 1);
        var process = system.Started();
        process.Do<OrderWatch>(watch => watch.TickAsync(CancellationToken.None));
        process.Do<OrderWatch>(watch => watch.TickAsync(CancellationToken.None));
        Assert.Equal((ReasonCode.PurchaseUndone, true), (system.Find("m-1").Order.Reason, system.Find("m-1").Order.IsUnknown));
        Assert.Equal(["m-1"], system.State().UndoneOrders);
        Assert.NotEmpty(system.Node.Pool.Waiting);
        return system;
    }

    private static CalmSystem UndoneResolved()
    {
        var system = Undone();
        system.Mine(6);
        var bought = system.Chain.Purchases.Single().Transaction.Hash;
        Assert.IsType<ResolutionResult.Resolved>(system.Resolve("m-1", Finding.Completed, $"{bought}"));
        return system;
    }

    private static CalmSystem NonceAccepted()
    {
        var system = Began();
        system.Settle("m-1");
        system.Sell(Revenue);
        system.Steal();
        Assert.Equal(ReasonCode.ForeignNonce, system.Run("m-2").Outcome);
        system.Mine(5);
        Assert.IsType<AcceptanceResult.Accepted>(system.Accept(3, "by hand"));
        return system;
    }

    private static CalmSystem ContractsAccepted()
    {
        var system = Began();
        system.Settle("m-1");
        system.Sell(Revenue);
        Disturb(system, chain: false, contract: true, clock: false);
        Assert.Equal(ReasonCode.ContractChanged, system.Run("m-2").Outcome);
        var changed = system.Started().Ask<ContractAcceptance, IReadOnlyList<string>>(
            acceptance => acceptance.AcceptAsync("operator", "The issuer told us.", CancellationToken.None));
        Assert.NotEmpty(changed);
        return system;
    }

    private static CalmSystem StoreOutdated()
    {
        var system = Began();
        system.Settle("m-1");
        system.Sell(Revenue);
        var copy = Wait(OrderBackup.TakeAsync(system.Tables));
        system.Run("m-2");
        system.Settle("m-2");
        Restore(system, copy);
        Assert.Equal(ReasonCode.StoreOutdated, system.Run("m-3").Outcome);
        return system;
    }

    private static CalmSystem Slots()
    {
        var system = new CalmSystem(new Zar(999_00));
        Assert.Equal(ReasonCode.BelowMinimum, system.RunDueSlot()!.Outcome);
        system.Sell(Revenue);
        NextSlot(system);
        system.OnChain(state => state with { ReserveToken = state.ReserveToken * 94 / 100 });
        Assert.Equal(ReasonCode.PriceRejected, system.RunDueSlot()!.Outcome);
        NextSlot(system);
        Assert.Equal(ReasonCode.PriceRejected, system.RunDueSlot()!.Outcome);
        system.OnChain(ModelChain.Balanced);
        Assert.Equal(ReasonCode.Ordered, system.RunDueSlot()!.Outcome);
        Assert.Equal(ReasonCode.AlreadyActive, system.Run("m-1").Outcome);
        return system;
    }

    private static CalmSystem SlotPending()
    {
        var system = new CalmSystem(Revenue);
        system.Pause();
        Assert.Equal(ReasonCode.Paused, system.RunDueSlot()!.Outcome);
        Assert.NotNull(system.State().PendingSlot);
        return system;
    }

    private static void NextSlot(CalmSystem system)
    {
        system.Wait(TimeSpan.FromMinutes(20));
        system.Mine();
    }

    private static void Restore(CalmSystem system, OrderBackup copy)
    {
        system.Mine(6);
        copy.RestoreAsync(system.Tables).GetAwaiter().GetResult();
        system.Restart();
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
