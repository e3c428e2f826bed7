using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Writing;

/// <summary>Refusals of one write because other writers changed its rows first: pauses that grow, with jitter, and an end.</summary>
internal sealed class Contention(string what, TimeProvider time)
{
    /// <summary>Refusals in a row that are still put down to other writers.</summary>
    private const int MaxRefusals = 40;

    private const int FirstPauseMilliseconds = 4;
    private const int LongestPauseMilliseconds = 250;
    private const int MaxDoublings = 10;

    private int refusals;

    /// <summary>Progress was made.</summary>
    public void Reset() => refusals = 0;

    /// <exception cref="TableUnavailableException">Too many refusals without progress.</exception>
    public async Task PauseAsync(CancellationToken cancellation)
    {
        if (++refusals > MaxRefusals)
            throw new TableUnavailableException($"{what} was changed by other writers {refusals} times in a row.");
        var longest = Math.Min(LongestPauseMilliseconds, FirstPauseMilliseconds << Math.Min(refusals, MaxDoublings));
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(longest + 1)), time, cancellation);
    }
}
