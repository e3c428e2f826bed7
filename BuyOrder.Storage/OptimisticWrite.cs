namespace BuyOrder.Storage;

/// <summary>Read, decide, write under the ETag that was read, and again from the start when another writer was faster.</summary>
internal static class OptimisticWrite
{
    /// <param name="maxTries">Each lost race is one try.</param>
    /// <param name="attempt">Reads, decides and writes once; null when its precondition failed.</param>
    /// <param name="exhausted">What is said after the last try.</param>
    /// <exception cref="TableUnavailableException">Every try lost its race.</exception>
    public static async Task<T> RunAsync<T>(int maxTries, Func<Task<T?>> attempt, string exhausted)
        where T : class
    {
        for (var tries = 0; tries < maxTries; tries++)
        {
            if (await attempt() is { } result)
                return result;
        }
        throw new TableUnavailableException(exhausted);
    }
}
