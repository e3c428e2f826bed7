using System.Globalization;
using System.Numerics;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// What befalls the chain between two looks of the workers: blocks, reorgs, lost mempools, dear blocks, jumps of time, reverts.
/// </summary>
internal sealed class Weather(Storm storm, ChaosChain chain, MarketMover mover)
{
    /// <summary>Blocks are final four behind the head here (two slots an epoch, two epochs).</summary>
    public const int SlotsInAnEpoch = 2;

    private const int DeepestReorg = 3;
    private const int LongestJumpSeconds = 120;

    /// <summary>All jumps together: the chain's clock stays less than a swap's lifetime ahead.</summary>
    private const int MostSecondsSkipped = 900;

    private const int HighestBaseFeeGwei = 700;

    /// <summary>Of this many orders in a row, one fails for good and some revert once.</summary>
    private const int OrdersOfOnePattern = 16;

    private static readonly BigInteger Gwei = 1_000_000_000;

    private readonly Random random = storm.RandomFor("weather");
    private readonly Dictionary<string, int> revertsLeft = [];
    private int stillRounds;
    private int secondsSkipped;
    private long minedNonce;
    private bool isAutomatic;

    /// <summary>One step. The open order decides which reverts are due.</summary>
    public async Task PassAsync(string? openOrder)
    {
        var revertsDue = openOrder is not null && RevertsLeft(openOrder) > 0;
        if (isAutomatic && (revertsDue || random.Next(4) == 0))
            await SetAutomaticAsync(false);
        if (revertsDue && (await chain.WaitingAsync()).Any(waiting => waiting.IsSwap))
            await RevertAsync(openOrder!);
        else if (stillRounds > 0)
            stillRounds--;
        else if (!await DropAsync() && !await UndoAsync())
            await ChangeAsync(mayAutomine: !revertsDue);
        if (await mover.RestoreAsync())
            await chain.MineAsync(1);
    }

    /// <summary>Fair from now on: a block for each step, cheap and in order.</summary>
    public async Task ClearAsync()
    {
        await SetAutomaticAsync(false);
        await chain.SetNextBaseFeeAsync(Gwei);
        await CalmAsync();
    }

    public async Task CalmAsync()
    {
        await mover.RestoreAsync();
        await chain.MineAsync(2);
    }

    private async Task ChangeAsync(bool mayAutomine)
    {
        switch (random.Next(100))
        {
            case < 7:
                await ReorgAsync(random.Next(1, DeepestReorg + 1));
                break;
            case < 10:
                await chain.SetNextBaseFeeAsync(random.Next(20, HighestBaseFeeGwei) * Gwei);
                await chain.MineAsync(1);
                Happened("base-fee spike", "");
                break;
            case < 14:
                await chain.SetNextBaseFeeAsync(Gwei);
                break;
            case < 16 when secondsSkipped < MostSecondsSkipped:
                var seconds = random.Next(1, LongestJumpSeconds);
                secondsSkipped += seconds;
                await chain.SkipTimeAsync(TimeSpan.FromSeconds(seconds));
                Happened("time jump", $"{seconds} s");
                break;
            case < 20:
                stillRounds = random.Next(1, 5);
                Happened("pause without blocks", "");
                break;
            case < 23 when mayAutomine:
                await SetAutomaticAsync(true);
                Happened("automatic mining", "");
                break;
            default:
                await chain.MineAsync(random.Next(1, 4));
                break;
        }
    }

    private async Task ReorgAsync(int depth)
    {
        var nonce = await chain.WalletNonceAsync();
        await chain.ReorgAsync(depth);
        var undone = nonce - await chain.WalletNonceAsync();
        Happened(undone > 0 ? "reorg that undid our transactions" : "reorg", $"{depth} blocks deep, {undone} transactions");
    }

    /// <summary>What has just been mined may be undone.</summary>
    private async Task<bool> UndoAsync()
    {
        var before = minedNonce;
        minedNonce = await chain.WalletNonceAsync();
        if (minedNonce <= before || random.Next(4) > 0)
            return false;
        await ReorgAsync(DeepestReorg);
        return true;
    }

    /// <summary>What waits to be mined may be forgotten.</summary>
    private async Task<bool> DropAsync()
    {
        if (random.Next(6) > 0 || await chain.WaitingAsync() is not { Count: > 0 } waiting)
            return false;
        var isOne = random.Next(2) == 0;
        if (isOne)
            await chain.DropAsync(waiting[^1].Hash);
        else
            await chain.DropAllAsync();
        Happened(isOne ? "dropped transaction" : "dropped mempool", $"{waiting.Count} waited");
        return true;
    }

    private async Task RevertAsync(string order)
    {
        await mover.BuyAheadAsync();
        await chain.MineAsync(1);
        if ((await chain.WaitingAsync()).Any(waiting => waiting.IsSwap))
            return;
        revertsLeft[order]--;
        Happened("revert", order);
    }

    /// <summary>One order of a pattern reverts as often as it is tried, two revert once.</summary>
    private int RevertsLeft(string order)
    {
        if (revertsLeft.TryGetValue(order, out var left))
            return left;
        left = (revertsLeft.Count % OrdersOfOnePattern) switch { 2 => int.MaxValue, 6 or 11 => 1, _ => 0 };
        revertsLeft[order] = left;
        return left;
    }

    private Task SetAutomaticAsync(bool isOn)
    {
        isAutomatic = isOn;
        return chain.SetAutomineAsync(isOn);
    }

    private void Happened(string what, string detail)
    {
        storm.Count($"chain: {what}");
        storm.Tell(string.Create(CultureInfo.InvariantCulture, $"chain: {what} {detail}"));
    }
}
