using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// Results of whole verifications: partition <c>verification</c> of table <c>Revenue</c>, a row each, newest first by key order, never changed.
/// </summary>
/// <remarks>
/// A clean one keeps the ledger root and its cut-off, to which later ones are held, so that the newest entries cannot be taken away
/// unnoticed either; one with a fault hands on what it was held to.
/// </remarks>
internal sealed class VerificationLog(ITableStore store)
{
    public const string Partition = Partitions.Verification;

    private const string Prefix = "v:";
    private const string AfterPrefix = "v;";

    private readonly ITable table = store.Table(LedgerKeys.Table);

    /// <summary>The newest; null when there was none. One query of one row.</summary>
    public async Task<StoredVerification?> NewestAsync(CancellationToken cancellation)
    {
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(new TableQuery(Partition, Prefix, AfterPrefix, 1, continuation), cancellation);
            if (page.Rows is [var row, ..])
                return Read(row);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return null;
    }

    /// <summary>What the verification that began at a moment found; null when there was none, or it found nothing.</summary>
    public async Task<LedgerFault?> FaultAsync(DateTimeOffset startedAt, CancellationToken cancellation) =>
        await table.ReadAsync(Partition, Key(startedAt), cancellation) is { } row && row.Values.TextOrNull("fault") is { } fault
            ? new LedgerFault(row.Values.Text("faultPartition"), row.Values.Text("faultRow"), row.Values.TextOrNull("faultProperty"), null, null, fault)
            : null;

    private static string Key(DateTimeOffset startedAt) => Prefix + TimeKey.Of(startedAt);

    /// <summary>The heads of the ledger, with what the newest verification found. To be asked before an order: all of it is read at once.</summary>
    public async Task<VerifiedHeads> CheckAsync(RevenueLedger ledger, CancellationToken cancellation)
    {
        var reading = NewestAsync(cancellation);
        var checking = ledger.CheckHeadsAsync(cancellation);
        await Task.WhenAll(reading, checking);
        var (verified, heads) = (await reading, await checking);
        return new VerifiedHeads(
            heads.Totals,
            verified?.Fault is { } fault ? [.. heads.Faults, $"The newest verification of the ledger found: {LedgerFault.Telling(fault)}"] : heads.Faults,
            verified);
    }

    /// <param name="result">What came of it.</param>
    /// <param name="heldTo">The clean verification that it was held to; null when there was none.</param>
    /// <param name="heldToRecord">The newest record of the order store that it was held to; null when there was none.</param>
    /// <param name="outflowsBefore">How far the chain was compared before; null when it never was.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RecordAsync(
        VerificationResult result, FrozenLedger? heldTo, RecordAnchor? heldToRecord, OutflowSums? outflowsBefore, CancellationToken cancellation)
    {
        var key = Key(result.StartedAt);
        var values = new RowValues
        {
            ["startedAt"] = result.StartedAt,
            ["endedAt"] = result.EndedAt,
            ["entries"] = result.Entries,
            ["blocks"] = result.Blocks,
            ["frozen"] = result.Frozen,
            ["faultPartition"] = result.FirstFault?.Partition,
            ["faultRow"] = result.FirstFault?.RowKey,
            ["faultProperty"] = result.FirstFault?.Property,
            ["fault"] = result.FirstFault?.Detail,
        };
        var anchor = result.Shards is { } shards ? Freeze(key, shards) : heldTo;
        values["ledgerRoot"] = anchor?.Root;
        values["revenueTotalCents"] = anchor?.TotalCents;
        values["cutOff"] = anchor is null ? null : string.Join(',', anchor.Entries.Select(entries => entries.ToString(CultureInfo.InvariantCulture)));
        var record = result.FirstFault is null ? result.Book.Newest ?? heldToRecord : heldToRecord;
        values["record"] = record?.Number;
        values["recordHash"] = record?.Hash;
        var outflows = result.FirstFault is null ? result.Outflows ?? outflowsBefore : outflowsBefore;
        values["outflowBlock"] = outflows?.Block;
        values["outflows"] = outflows?.Count;
        values["outflowUnits"] = outflows is null ? null : RowText.Of(outflows.Units);
        values["outflowBlocks"] = outflows?.BlocksText();
        values["outflowRecord"] = outflows?.Record;

        // Refused: another instance began at the very same moment and has said the same.
        await table.SubmitAsync(Partition, [new TableWrite.Insert(key, values)], cancellation);
    }

    private static FrozenLedger Freeze(string key, IReadOnlyList<ShardCutOff> shards) => new(
        Partition,
        key,
        RevenueHashes.LedgerRoot(shards).ToString(),
        shards.Sum(shard => shard.Total.Cents),
        [.. shards.Select(shard => shard.Entries)]);

    /// <summary>A row that cannot be read was not written by this service, and that is a fault as well.</summary>
    private static StoredVerification Read(TableRow row)
    {
        try
        {
            var values = row.Values;
            var anchor = values["ledgerRoot"] is null ? null : FrozenLedger.Read(row)
                ?? throw new InvalidDataException("The row holds no ledger root with its cut-off.");
            return new StoredVerification(
                values.Time("startedAt"), values.Int64("entries"), values.Int64("blocks"), values.TextOrNull("fault"), anchor)
            {
                Record = values.Int64OrNull("record") is { } number ? new RecordAnchor(number, values.Text("recordHash")) : null,
                Outflows = values.Int64OrNull("outflowBlock") is { } block
                    ? new OutflowSums(block, values.Int64("outflows"), values.BigInteger("outflowUnits"))
                    {
                        Blocks = OutflowSums.ReadBlocks(values.TextOrNull("outflowBlocks")),
                        Record = values.Int64OrNull("outflowRecord"),
                    }
                    : null,
            };
        }
        catch (InvalidDataException unreadable)
        {
            var fault = LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
            return new StoredVerification(DateTimeOffset.MinValue, 0, 0, fault.Detail, null);
        }
    }
}

/// <summary>The newest whole verification as it was recorded.</summary>
/// <param name="StartedAt">What was written after it may not have been looked at.</param>
/// <param name="Entries">That fit.</param>
/// <param name="Blocks">That fit.</param>
/// <param name="Fault">The first fault in one sentence; null when all fits.</param>
/// <param name="Anchor">The ledger as the newest clean verification saw it; null when there was none.</param>
internal sealed record StoredVerification(DateTimeOffset StartedAt, long Entries, long Blocks, string? Fault, FrozenLedger? Anchor)
{
    /// <summary>The newest record of the order store as the newest clean verification saw it; null when there was none.</summary>
    public RecordAnchor? Record { get; init; }

    /// <summary>How far the chain was compared with the orders when that was clean last; null when it never was.</summary>
    public OutflowSums? Outflows { get; init; }
}

/// <summary>The ledger's totals, and what is wrong with them: one line for each fault of a head and for one that a verification found.</summary>
/// <param name="Totals">Null when a head cannot be read or contradicts itself: then there is no total.</param>
/// <param name="Faults">Empty when all agrees.</param>
/// <param name="Newest">The newest whole verification; null when there was none.</param>
internal sealed record VerifiedHeads(LedgerTotals? Totals, IReadOnlyList<string> Faults, StoredVerification? Newest)
{
    [MemberNotNullWhen(true, nameof(Totals))]
    public bool Holds => Faults.Count == 0 && Totals is not null;
}
