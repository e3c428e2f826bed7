using BuyOrder.Domain.Revenue;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>An entry's row that was looked at by itself.</summary>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
/// <param name="Entry">What it holds; null when it cannot be read, and for a row that is no entry's.</param>
/// <param name="Hash">The entry's hash.</param>
/// <param name="Fingerprint">What its block must name, see <see cref="EntrySlots.Fingerprint"/>.</param>
internal readonly record struct CheckedEntry(
    LedgerFault? Fault, LedgerEntry? Entry, Sha256Hash Hash, (UInt128 High, UInt128 Low) Fingerprint);
