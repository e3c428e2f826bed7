using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Functions.Http;

/// <summary>What the functions on one rejected message refuse.</summary>
internal static class RejectedProblem
{
    public static ProblemResult NotFound => ProblemResult.NotFound("There is no rejected revenue of this id.");

    public static ProblemResult CannotBeReplayed(RejectedItem item) => ProblemResult.Conflict(string.Create(
        CultureInfo.InvariantCulture,
        $"The message has {item.Length} bytes{Cut(item)}; with more than {RevenueMessageReader.MaxBytes} it can never become an entry."));

    public static ProblemResult IsInLedger => ProblemResult.Conflict("What the message says is an entry of the ledger: it was replayed.");

    private static string Cut(RejectedItem item) => item.Cut ? ", of which not all were kept" : "";
}
