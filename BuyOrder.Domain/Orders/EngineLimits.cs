namespace BuyOrder.Domain.Orders;

/// <summary>The patience of the order engine. Blocks and counts, not money: those limits are business parameters.</summary>
public sealed record EngineLimits
{
    /// <summary>How often an order starts over with a new nonce after its old one ended without a purchase.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Blocks without being mined after which the fees are raised.</summary>
    public long BumpAfterBlocks { get; init; } = 20;

    /// <summary>And how long after the attempt before: on a chain of fast blocks the count above is soon reached.</summary>
    public TimeSpan BumpInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts at one nonce that the service makes by itself; at the limit the order waits for fees to fall.</summary>
    public int MaxAttemptsPerNonce { get; init; } = 12;

    /// <summary>Attempts at one nonce where the cap of the fee was raised since the last. What is left above it is for cancels.</summary>
    public int MaxAttemptsAfterRaisedCap { get; init; } = 20;

    /// <summary>Attempts at one nonce, cancels included.</summary>
    public int MaxAttemptsWithCancels { get; init; } = 28;

    /// <summary>
    /// Attempts of one try: with the twelve other rows of its last batch they are no more than a batch may have. Those that the service makes by itself leave room
    /// for all the cancels of a nonce.
    /// </summary>
    public int MaxAttemptsPerTry { get; init; } = 84;

    /// <summary>How long guards may refuse a reserved order before it fails with their reason.</summary>
    public TimeSpan FailAfterHold { get; init; } = TimeSpan.FromHours(6);

    /// <summary>After an approval that had no effect: how long before the next one.</summary>
    public TimeSpan ApproveAgainAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>And how many of them in one try.</summary>
    public int MaxFurtherApprovals { get; init; } = 3;

    /// <summary>How far the newest block's time and the host's clock may lie apart before one of them must be wrong.</summary>
    public TimeSpan MaxClockSkew { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long a used nonce may lack a receipt of ours before it counts as taken by a stranger: an index may lag.</summary>
    public TimeSpan ForeignNoncePatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>And in how many looks in a row, each at a higher block: after a long pause two bad looks could be all there were.</summary>
    public int ForeignNonceLooks { get; init; } = 10;
}
