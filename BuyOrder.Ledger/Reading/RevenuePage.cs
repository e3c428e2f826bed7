using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>Entries, newest first. A page may be short, even empty, and still have a continuation; null = the end.</summary>
internal sealed record RevenuePage(IReadOnlyList<LedgerEntry> Entries, RevenueContinuation? Continuation);
