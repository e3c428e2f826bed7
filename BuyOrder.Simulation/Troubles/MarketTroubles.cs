using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>What others do in the pool of Uniswap v3. Its own chances.</summary>
/// <param name="random">Decides what.</param>
/// <param name="chain">That the pool is on.</param>
/// <param name="coverage">Where to count what happens.</param>
internal sealed class MarketTroubles(Random random, ModelChain chain, Coverage coverage)
{
    /// <summary>Makes its chances other ones than those of the same seed.</summary>
    public const int Own = 0x3A2CE;

    public Action<string>? Tell { get; init; }

    public IEnumerable<Action> All() => [Move, Move, Empty, Thin];

    private void Move()
    {
        var percent = random.Next(96, 105);
        coverage.Count(Happening.V3Moved);
        Change($"is at {percent} %", pool => pool with { Token = pool.Token * 100 / percent });
    }

    private void Empty()
    {
        coverage.Count(Happening.V3Drained);
        Change("is empty", pool => pool with { Stablecoin = 0, Token = 0 });
    }

    /// <summary>Its liquidity ends within what an order may spend.</summary>
    private void Thin()
    {
        coverage.Count(Happening.V3Thin);
        var most = random.Next(200, 20_000) * ModelChain.Unit;
        Change($"takes {most} at the most", pool => pool with { Most = most });
    }

    private void Change(string what, Func<ModelV3Pool, ModelV3Pool> change)
    {
        Tell?.Invoke($"the v3 pool {what}");
        var others = chain.Others;
        chain.Others = state =>
        {
            var after = others?.Invoke(state) ?? state;
            return after with { V3 = change(ModelV3Pool.Of(after.V3.Calm)) };
        };
    }
}
