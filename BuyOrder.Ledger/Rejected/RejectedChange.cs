using BuyOrder.Storage.Audit;

namespace BuyOrder.Ledger.Rejected;

/// <summary>How an item is to be written.</summary>
/// <param name="After">The item as it will be.</param>
/// <param name="NewBody">Its bytes, for an item that is not there yet.</param>
/// <param name="Audit">Who did it, when somebody did.</param>
internal sealed record RejectedChange(RejectedItem After, ReadOnlyMemory<byte> NewBody = default, AuditRecord? Audit = null);
