using System.Numerics;
using BuyOrder.Local.Chain;
using BuyOrder.Testing.Chain;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>Moves the pool's price ahead of a swap, so that it reverts, and back again.</summary>
internal sealed class MarketMover(PoolTrader trader)
{
    /// <summary>Moves the price by twice that: more than the slippage that is allowed, less than the deviation.</summary>
    private const int ShareBps = 85;

    /// <summary>What the pool's price may be off before it is traded back, in basis points.</summary>
    private const int TolerableBps = 25;

    /// <summary>Buys ahead of all others in the next block.</summary>
    public async Task BuyAheadAsync()
    {
        var (zarInPool, _) = await trader.ReservesAsync();
        await trader.BuyAsync(zarInPool * ShareBps / 10_000);
    }

    /// <summary>Trades the price back to where it began; true: there was something to trade, in the next block.</summary>
    public async Task<bool> RestoreAsync()
    {
        var (zarInPool, azrInPool) = await trader.ReservesAsync();
        var fair = LocalMarket.PoolZar / LocalMarket.PoolAzr;
        var offBps = ((zarInPool * 10_000) / (azrInPool * fair)) - 10_000;
        if (BigInteger.Abs(offBps) <= TolerableBps)
            return false;
        var product = zarInPool * azrInPool;
        if (offBps.Sign > 0)
            await trader.SellAsync(Root(product / fair) - azrInPool);
        else
            await trader.BuyAsync(Root(product * fair) - zarInPool);
        return true;
    }

    /// <summary>The integer square root, by Newton's method from above.</summary>
    private static BigInteger Root(BigInteger square)
    {
        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        for (var next = (root + (square / root)) >> 1; next < root; next = (root + (square / root)) >> 1)
            root = next;
        return root;
    }
}
