using System.Text.Json.Serialization;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>What a verification of the ledger has come to.</summary>
/// <param name="Verified">What fits, of this part.</param>
/// <param name="FirstFault">The first block or row that does not fit; absent when all fits.</param>
/// <param name="NextLink">Where to go on when the time was over; absent at the end and with a fault.</param>
internal sealed record VerificationReport(
    VerificationReport.VerifiedPart Verified,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VerificationReport.FaultPart? FirstFault,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextLink)
{
    /// <summary>The newest record of the order store; absent from a part that did not come to the book's end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RecordPart? NewestRecord { get; init; }

    /// <summary>The newest record as the newest clean whole verification saw it, of which this one must not be shorter; absent when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RecordPart? VerifiedRecord { get; init; }

    /// <summary>Only of a whole verification: how many frozen ledger roots (of orders, of an earlier verification) agree.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? FrozenRoots { get; init; }

    /// <summary>Only of a whole verification without a fault: the root of what was verified.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LedgerRoot { get; init; }

    /// <summary>Only of the command's verification: whether the chain was compared with the orders.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ComparedPart? Chain { get; init; }

    /// <summary>Only of the command's verification with archived roots.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ComparedRoots? ArchivedRoots { get; init; }

    /// <param name="Checked">False where it was not asked, where something did not fit, and where some of it is not known.</param>
    /// <param name="ToBlock">The last block that was looked at.</param>
    /// <param name="Outflows">Of stablecoin from the wallets; each is an order's.</param>
    internal sealed record ComparedPart(
        bool Checked,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ToBlock,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Outflows)
    {
        /// <summary>Why not all orders were compared; absent when they were.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Uncovered { get; init; }
    }

    /// <summary>A link of the record chain: keep it elsewhere, and a chain that is cut off or rewritten later can be told.</summary>
    internal sealed record RecordPart(long Number, string Hash)
    {
        public static RecordPart? Of(RecordAnchor? record) => record is null ? null : new RecordPart(record.Number, record.Hash);
    }

    /// <param name="Entries">Of the ledger.</param>
    /// <param name="Blocks">Of the ledger.</param>
    /// <param name="Orders">Of the order store; absent from a part that did not come to its end.</param>
    /// <param name="Records">Of its record chain; absent likewise.</param>
    internal sealed record VerifiedPart(
        long Entries,
        long Blocks,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Orders,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Records);

    /// <param name="Partition">A shard's, <c>meta</c>, <c>book</c> (of the orders), <c>parameters</c>, <c>rates</c> or <c>verification</c>.</param>
    /// <param name="RowKey">The row that does not fit, or that is missing.</param>
    /// <param name="Property">Null when it is the row as a whole.</param>
    /// <param name="Found">Null when nothing is there.</param>
    /// <param name="Expected">Null when nothing should be there.</param>
    /// <param name="Detail">All of it in one sentence.</param>
    /// <param name="Hash">Names this very finding, as a restart of the records asks for it.</param>
    internal sealed record FaultPart(string Partition, string RowKey, string? Property, string? Found, string? Expected, string Detail, string Hash)
    {
        public static FaultPart? Of(LedgerFault? fault) => fault is null
            ? null
            : new FaultPart(fault.Partition, fault.RowKey, fault.Property, fault.Found, fault.Expected, fault.Detail, fault.Hash);
    }
}
