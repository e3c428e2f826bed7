namespace BuyOrder.Ethereum.Rpc;

/// <summary>The limits of talking to one endpoint.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>Null names the node by host and port; never by the whole address, which may hold a provider's key.</summary>
    public string? Name { get; init; }

    /// <summary>For each attempt, from the request's first byte to the answer's last.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For all attempts at one batch together, with the pauses between them: what a node may cost at the most.</summary>
    public TimeSpan ExchangeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a batch of reads is sent before it is given up; 1 sends it once.</summary>
    public int MaxReadAttempts { get; init; } = 3;

    /// <summary>Before the second attempt; doubled for each further one, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A node that asks (Retry-After) to be left alone for longer is given up at once.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Larger answers are refused unread.</summary>
    public int MaxAnswerBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most providers refuse larger batches.</summary>
    public int MaxBatchCalls { get; init; } = 100;

    internal JsonRpcOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AttemptTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ExchangeTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReadAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, RetryDelay);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAnswerBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchCalls, 1);
        return this;
    }
}
