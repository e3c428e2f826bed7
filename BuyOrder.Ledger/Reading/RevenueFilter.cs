using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>
/// Which entries to read: recorded at or after <see cref="From"/> and before <see cref="To"/>, of one source, kind and currency (by code);
/// null = any.
/// </summary>
internal sealed record RevenueFilter(
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    RevenueSource? Source = null,
    RevenueKind? Kind = null,
    string? Currency = null)
{
    public static readonly RevenueFilter All = new();

    /// <summary>Whether entries inside the period may be left out.</summary>
    public bool IsSelective => Source is not null || Kind is not null || Currency is not null;

    public bool Takes(RevenueMessage message) =>
        (Source is null || message.Source == Source)
        && (Kind is null || message.Kind == Kind)
        && (Currency is null || message.Amount.Currency.Code == Currency);
}
