using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Rates;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage.Audit;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What must hold of an order that was cancelled.</summary>
internal static class CalmCancels
{
    /// <summary>Nothing was bought, its revenue is free, and rows and chain agree.</summary>
    public static void AssertCancelled(CalmSystem system, Order order)
    {
        Assert.Equal((JobStatus.Failed, ReasonCode.Cancelled), (order.Status, order.Reason));
        Assert.NotNull(order.CancelRequested);
        Assert.Equal((Zar.Zero, null), (system.State().ConsumedBase, system.State().OpenOrderId));
        Assert.Empty(system.Chain.Purchases);
        AssertVerified(system);
    }

    public static void AssertVerified(CalmSystem system)
    {
        system.Tables.CreateMissingAsync([RatesRow.Table], CancellationToken.None).GetAwaiter().GetResult();
        Assert.Null(Wait(new OrderVerifier(system.Tables, new FakeTimeProvider(system.Time)).VerifyAsync(null, CancellationToken.None)).Fault);
    }

    /// <summary>But for the orders that were placed by hand.</summary>
    public static IEnumerable<AuditRecord> Audits(CalmSystem system) =>
        Wait(new AuditTrail(system.Tables).ListAsync(null, null, 100, null, CancellationToken.None)).Items.Where(record => record.Action != AuditAction.OrderPlaced);

    /// <summary>A pause came between the swap's bytes and the step that would have sent them.</summary>
    public static CalmSystem PausedWithStoredSwap()
    {
        var system = CalmOrders.Began();
        system.Mine();
        var other = system.Started();
        system.Fate = call =>
        {
            if (call != "read state" || system.Find("m-1").Attempts is not [_, { State: AttemptState.Stored }])
                return Passage.Through;
            system.Fate = _ => Passage.Through;
            other.Turn(pauses: true, "looks odd");
            return Passage.Through;
        };
        system.Advance();
        Assert.Equal((JobPhase.Prepared, AttemptState.Stored), (system.Find("m-1").Order.Phase, system.Find("m-1").Attempts[^1].State));
        return system;
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
