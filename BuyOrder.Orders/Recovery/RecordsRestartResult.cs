using BuyOrder.Domain.Money;

namespace BuyOrder.Orders.Recovery;

/// <summary>What came of it.</summary>
/// <param name="Outcome">Restarted, or why not.</param>
/// <param name="Detail">One sentence, for people.</param>
internal sealed record RecordsRestartResult(RecordsRestartOutcome Outcome, string Detail)
{
    /// <summary>Number of the record that the sums begin with.</summary>
    public long Record { get; init; }

    /// <summary>What is consumed now.</summary>
    public Zar Consumed { get; init; }

    /// <summary>What the verification afterwards still found; null when all fits.</summary>
    public string? FirstFault { get; init; }

    public static RecordsRestartResult Conflict(string detail) => new(RecordsRestartOutcome.Conflict, detail);
}
