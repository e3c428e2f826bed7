using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Domain.Treasury;

/// <summary>
/// One link of the record chain (docs/ledger-format.md): written in the very batch of the event that it tells of, never changed, and bound
/// to the link before it by a hash. The sums of the newest one are those that the next order is computed from.
/// </summary>
public sealed record TreasuryRecord
{
    /// <summary>1, 2, … without a gap, but for one that there may be before a restart.</summary>
    public required long Number { get; init; }

    /// <summary>Hash of the record before it; null for the first.</summary>
    public string? Previous { get; init; }

    public required RecordEvent Event { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The order that the event is about; null at a start, a restart, and where it is about a task.</summary>
    public RecordedOrder? Order { get; init; }

    /// <summary>The wallet task that the event is about; null for every other event.</summary>
    public RecordedTask? Task { get; init; }

    /// <summary>After the event.</summary>
    public required TreasurySums Sums { get; init; }

    /// <summary>Revenue by source and currency as it was frozen last: none of its figures may ever be less again.</summary>
    public required RevenueTotals Revenue { get; init; }

    /// <summary>How many entries of each shard were frozen last, in shard order: never less again either.</summary>
    public required IReadOnlyList<long> CutOff { get; init; }

    /// <summary>The version of the parameters that was used last; they only count up.</summary>
    public required int ParametersVersion { get; init; }

    /// <summary>Hash of that version's document; null while none was used.</summary>
    public string? ParametersHash { get; init; }

    /// <summary>The orders whose reservation lies before the chain, the open one aside; null after the first record.</summary>
    public EarlierOrders? Earlier { get; init; }

    /// <summary>The newest completed order's cut-off, where no earlier one's reaches further: entries up to it are funded.</summary>
    public required IReadOnlyList<long> SettledCutOff { get; init; }

    /// <summary>Orders that failed after they had been completed and undone, in the order that it happened, separated by commas.</summary>
    public string LateFailures { get; init; } = "";

    /// <summary>At a restart: what the chain shows to have been consumed beyond what the orders say; it stays consumed. Zero otherwise.</summary>
    public Zar BeyondOrders { get; init; }

    /// <summary>At a restart: which fault, who, why, and the sums before; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>Of an order that an operator resolved: what had been unknown about it, and since when. Null otherwise, and in records from before it was kept.</summary>
    public RecordedHold? Held { get; init; }

    /// <summary>Over all of the above; empty before the record is made a row.</summary>
    public string Hash { get; init; } = "";
}

/// <summary>The orders of a book from before its record chain.</summary>
/// <param name="Count">How many.</param>
/// <param name="Hash">Over each one's id and the hash of its row, in ordinal order of the ids.</param>
public sealed record EarlierOrders(long Count, string Hash);

/// <summary>Why an order was on hold, as its record keeps it after the order itself has gone on.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when.</param>
public sealed record RecordedHold(ReasonCode Reason, string Detail, DateTimeOffset Since);
