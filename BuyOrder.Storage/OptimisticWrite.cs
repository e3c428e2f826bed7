namespace BuyOrder.Storage;

/// <summary>Read, decide, write under the ETag that was read, and again from the start when another writer was faster.</summary>
internal static class OptimisticWrite
{
    /// <param name="maxTries">Each lost race is one try.</param>
    /// <param name="attempt">Reads, decides and writes once; null when its precondition failed.</param>
    /// <param name="exhausted">What is said after the last try.</param>
    /// <exception cref="TableUnavailableException">Every try lost its race.</exception>
    public static Task<T> RunAsync<T>(int maxTries, Func<Task<T?>> attempt, string exhausted)
        where T : class =>
        RunAsync(maxTries, _ => attempt(), exhausted);

    /// <summary>The same for a write that must differ from try to try: <paramref name="attempt"/> is told how many races were lost before.</summary>
    public static async Task<T> RunAsync<T>(int maxTries, Func<int, Task<T?>> attempt, string exhausted)
        where T : class
    {
        for (var lost = 0; lost < maxTries; lost++)
        {
            if (await attempt(lost) is { } result)
                return result;
        }
        throw new TableUnavailableException(exhausted);
    }
}
