using System.Numerics;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>A second market, Uniswap v3: where it stands in the settings, and how much is in it.</summary>
/// <param name="random">Decides both.</param>
internal sealed class MarketSetup(Random random)
{
    private static readonly BigInteger Million = 1_000_000 * ModelChain.Unit;

    public MarketRoute Route { get; } = ModelContracts.Route with
    {
        Places = random.Next(5) switch
        {
            0 => [ModelV3.Place],
            1 => [ModelV3.Place, .. ModelContracts.Route.Places],
            _ => [.. ModelContracts.Route.Places, ModelV3.Place],
        },
    };

    /// <summary>A thin pool takes only a part of a large order, a deep one all of it.</summary>
    public ModelV3Pool Pool { get; } = ModelV3Pool.Of(random.Next(3) switch { 0 => Million, 1 => 5 * Million, _ => 60 * Million });
}
