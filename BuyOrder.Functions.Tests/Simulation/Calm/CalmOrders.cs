using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Simulation.Processes;
using BuyOrder.Testing.Model;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>A calm system whose order <c>m-1</c> of 10 000 ZAR has come so far.</summary>
internal static class CalmOrders
{
    /// <summary>A step of the order that changes nothing else.</summary>
    public const string Step = "write state o:m-1";

    /// <summary>Its allowance was sent.</summary>
    public static CalmSystem Began(int baseFeeGwei = 8)
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Chain.BaseFeeWei = baseFeeGwei * ModelChain.CalmBaseFeeWei / 8;
        system.Mine();
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
        return system;
    }

    public static CalmSystem At(JobPhase phase)
    {
        var system = Began();
        while (system.Find("m-1").Order.Phase != phase)
        {
            system.Mine();
            system.Advance();
        }

        return system;
    }

    /// <summary>What one tick does, some blocks later.</summary>
    public static string OfTick(CalmSystem system, int blocks = 1)
    {
        system.Mine(blocks);
        system.Calls.Take();
        system.Advance();
        return string.Join(", ", system.Calls.Take());
    }

    /// <summary>Nothing is as the order store remembers it.</summary>
    public static void Disturb(CalmSystem system, bool chain, bool contract, bool clock)
    {
        system.Edit(state => state with
        {
            GenesisHash = chain ? Hash256.Zero : state.GenesisHash,
            Contracts = contract ? state.Contracts!.Replace(state.Contracts[^8..], "00000000", StringComparison.Ordinal) : state.Contracts,
        });
        if (clock)
            system.Wait(TimeSpan.FromHours(3));
    }

    /// <summary>What happens just before the first write, which is a run's reservation.</summary>
    public static void BeforeReservation(CalmSystem system, Action happens)
    {
        system.Fate = call =>
        {
            if (IsWrite(call))
            {
                system.Fate = _ => Passage.Through;
                happens();
            }

            return Passage.Through;
        };
    }

    public static bool IsWrite(string call) => call.StartsWith("write", StringComparison.Ordinal);

    /// <summary>How many calls an order needs from its run to its end.</summary>
    public static int Calls(Zar revenue)
    {
        var system = new CalmSystem(revenue);
        var calls = 0;
        system.Fate = _ =>
        {
            calls++;
            return Passage.Through;
        };
        Live(system, system.Started(), until: () => system.State().Completed == 1);
        return calls;
    }

    /// <summary>A run and ticks, of which none is waited for: the process may have died in one.</summary>
    public static void Live(CalmSystem system, CalmProcess process, Func<bool> until)
    {
        process.Begin<OrderService>(orders => orders.RunAsync(CalmProcess.Request("m-1", null), CancellationToken.None));
        for (var tick = 0; tick < 60 && !until(); tick++)
        {
            system.Mine();
            process.Begin<OrderService>(orders => orders.AdvanceAsync(CancellationToken.None));
        }

        Assert.True(until());
    }
}
