namespace BuyOrder.Storage;

/// <summary>Read, decide, write under the ETag that was read, and again from the start when another writer was faster.</summary>
internal static class OptimisticWrite
{
    /// <summary>Each lost race means that another writer got on. Who loses this many in a row had better be asked again later.</summary>
    private const int MaxTries = 8;

    /// <param name="attempt">Reads, decides and writes once; null when its precondition failed.</param>
    /// <param name="partition">Where the row is that it is about.</param>
    /// <param name="during">What is being done meanwhile, as a clause that ends the sentence.</param>
    /// <param name="maxTries">How many.</param>
    /// <exception cref="TableUnavailableException">Every try lost its race.</exception>
    public static Task<T> RunAsync<T>(Func<Task<T?>> attempt, string partition, string during, int maxTries = MaxTries)
        where T : class =>
        RunAsync(_ => attempt(), partition, during, maxTries);

    /// <summary>The same for a write that must differ from try to try: <paramref name="attempt"/> is told how many races were lost before.</summary>
    public static async Task<T> RunAsync<T>(Func<int, Task<T?>> attempt, string partition, string during, int maxTries = MaxTries)
        where T : class
    {
        for (var lost = 0; lost < maxTries; lost++)
        {
            if (await attempt(lost) is { } result)
                return result;
        }
        throw new TableUnavailableException($"{Partitions.Describe(partition)} changed {maxTries} times while {during}.");
    }
}
