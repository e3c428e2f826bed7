using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Watching;

/// <summary>Keeps what Uniswap v2 pools have summed up, so that their average price over a window is known when an order needs it.</summary>
internal sealed class PoolWatch(
    PriceSourceOptions options, ObservationReader reader, PoolObservations observations, OrderQueries book, TimeProvider time)
{
    /// <summary>Between two looks; the ticks in between cost nothing, and none of them does where no such source is configured.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly List<UniswapV2Source> pools = [.. options.Sources.OfType<UniswapV2Source>()];
    private DateTimeOffset nextLook = DateTimeOffset.MinValue;

    /// <summary>One tick.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell; the next look asks again.</exception>
    public async Task TickAsync(CancellationToken cancellation)
    {
        if (pools.Count == 0 || time.GetUtcNow() < nextLook)
            return;
        nextLook = time.GetUtcNow() + Interval;
        var due = new List<UniswapV2Source>();
        foreach (var pool in pools)
        {
            if (await observations.IsDueAsync(pool, time.GetUtcNow(), cancellation))
                due.Add(pool);
        }

        if (due.Count == 0)
            return;
        var state = await book.ReadStateAsync(cancellation);
        foreach (var (pool, observation) in await reader.ReadAsync(due, state, cancellation))
            await observations.KeepAsync(pool, observation, cancellation);
    }
}
