using Azure.Core;

namespace BuyOrder.Storage.Azure;

/// <summary>How long and how often one call of the storage service is tried before it ends in <see cref="TableUnavailableException"/>.</summary>
/// <remarks>
/// Tried again: 408, 429, 500, 502, 503, 504, lost connections, tries that take too long. Between tries the wait doubles, with jitter,
/// and is never shorter than the service's Retry-After.
/// </remarks>
internal sealed record StorageRetry
{
    public static StorageRetry Default { get; } = new();

    public int MaxRetries { get; init; } = 5;

    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All tries and waits of one call together; a Retry-After beyond it ends the call.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public static bool IsTransient(int status) => status is 408 or 429 or 500 or 502 or 503 or 504;

    public DelayStrategy Delays() => DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, MaxDelay);

    public void ApplyTo(RetryOptions options)
    {
        options.Mode = RetryMode.Exponential;
        options.MaxRetries = MaxRetries;
        options.Delay = FirstDelay;
        options.MaxDelay = MaxDelay;
        options.NetworkTimeout = TryTimeout;
    }
}
