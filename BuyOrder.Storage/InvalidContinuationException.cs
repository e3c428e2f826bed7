namespace BuyOrder.Storage;

/// <summary>A query went on from a continuation that no query of this table gave; it comes from outside, and somebody changed it.</summary>
internal sealed class InvalidContinuationException(Exception? inner = null)
    : Exception("The continuation is not one that was given.", inner);
