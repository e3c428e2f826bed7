using BuyOrder.Storage;

namespace BuyOrder.Ledger.Writing;

/// <summary>Refusals of one write because other writers changed its rows first: pauses that grow, with jitter, and an end.</summary>
internal sealed class ConflictBackoff(string what, TimeProvider time)
{
    /// <summary>Refusals in a row that are still put down to other writers.</summary>
    private const int MaxRefusals = 30;

    private const int FirstPauseMilliseconds = 4;
    private const int LongestPauseMilliseconds = 250;
    private const int MaxDoublings = 10;

    private int refusals;

    /// <summary>Progress was made.</summary>
    public void Reset() => refusals = 0;

    /// <param name="rest">At most so long; zero: as the refusals in a row ask for.</param>
    /// <param name="cancellation">Ends the pause.</param>
    /// <exception cref="TableUnavailableException">Too many refusals without progress.</exception>
    public async Task PauseAsync(TimeSpan rest, CancellationToken cancellation)
    {
        if (++refusals > MaxRefusals)
            throw new TableUnavailableException($"{what} was changed by other writers {refusals} times in a row.");
        var pause = Math.Min(LongestPauseMilliseconds, FirstPauseMilliseconds << Math.Min(refusals, MaxDoublings));
        var longest = rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(pause);
        await Task.Delay(longest * Random.Shared.NextDouble(), time, cancellation);
    }
}
