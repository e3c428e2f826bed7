using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Functions.Tests.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Checks;

/// <summary>A chain that most guards have something against, and the parameters by which they have.</summary>
internal static class CheckExamples
{
    public static readonly PreTradeFacts Facts = PreTradeFacts.None with
    {
        Head = 100,
        HeadTime = Noon,
        BaseFeeWei = 101,
        SuggestedTipWei = 1,
        NonceAtHead = 6,
        NonceAtFinal = 5,
        GenesisHash = Hash(0xb),
    };

    public static readonly BusinessParameters Parameters = new()
    {
        RateBps = 1_000,
        Minimum = new Zar(20_000_00),
        Maximum = new Zar(50_000_00),
        SlippageBps = 100,
        DeviationBps = 200,
        ImpactBps = 20,
        MaxFeePerGasWei = 100,
        MaxPriorityFeePerGasWei = 1,
        ReferencePrice = Price.Parse("1.00"),
        Prices = Sources.Rules("pool"),
        Schedule = "0 0 2 * * *",
        ScheduleTimeZone = "UTC",
    };
}
