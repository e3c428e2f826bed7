using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Rejected;

/// <summary>An item in the list of open ones.</summary>
internal sealed record OpenRejected(Sha256Hash Body, string Reason, DateTimeOffset FirstAt, int Length, bool Cut)
{
    /// <inheritdoc cref="RejectedItem.CanBeReplayed"/>
    public bool CanBeReplayed => !Cut && Length <= RevenueMessageReader.MaxBytes;
}
