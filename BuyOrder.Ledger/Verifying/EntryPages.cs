using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>Looks at the rows of a page on all cores at once: no row needs another one for that, and it is most of a verification's work.</summary>
internal static class EntryPages
{
    /// <returns>One for each row; nothing is said of rows that are no entries.</returns>
    public static CheckedEntry[] Check(IReadOnlyList<TableRow> page, EntryCheck check)
    {
        var entries = new CheckedEntry[page.Count];
        Parallel.For(0, entries.Length, i => entries[i] = Check(page[i], check));
        return entries;
    }

    private static CheckedEntry Check(TableRow row, EntryCheck check)
    {
        if (!row.Key.StartsWith(LedgerKeys.EntryPrefix, StringComparison.Ordinal))
            return default;
        if (check.Check(row, out var entry) is { } fault)
            return new CheckedEntry(fault, null, default, default);
        var hash = RevenueHashes.Entry(entry!);
        return new CheckedEntry(null, entry, hash, EntrySlots.Fingerprint(hash, entry!.Revenue.IdHash));
    }
}

/// <summary>An entry's row that was looked at by itself.</summary>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
/// <param name="Entry">What it holds; null when it cannot be read, and for a row that is no entry's.</param>
/// <param name="Hash">The entry's hash.</param>
/// <param name="Fingerprint">What its block must name, see <see cref="EntrySlots.Fingerprint"/>.</param>
internal readonly record struct CheckedEntry(
    LedgerFault? Fault, LedgerEntry? Entry, Sha256Hash Hash, (UInt128 High, UInt128 Low) Fingerprint);
