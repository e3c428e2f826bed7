using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>
/// Compares the index of refunds of one shard with the entries. It is no evidence: a row that is missing can be written again, only one
/// that contradicts its entry is a fault.
/// </summary>
/// <param name="table">Of the ledger.</param>
/// <param name="shard">Whose index.</param>
/// <param name="slots">Keeps what each refund's row must be until it has come.</param>
internal sealed class RefundIndexCheck(ITable table, int shard, EntrySlots slots)
{
    private readonly ShardReader reader = new(table, shard);

    /// <summary>Sequence numbers of refunds whose row has not come.</summary>
    public IReadOnlyList<long> Missing => [.. slots.WithoutIndexRow()];

    /// <summary>Takes an entry that its block confirms.</summary>
    public void Expect(LedgerEntry entry)
    {
        if (entry.Revenue.Message.RefundOf is not null)
            slots.ExpectIndexRow(entry.Sequence, Fingerprint(RefundRow.Key(entry), RefundRow.Write(entry)));
    }

    /// <summary>The first row that contradicts the entries. It counts only when the entries are what their blocks say.</summary>
    public LedgerFault? FirstFault { get; private set; }

    /// <summary>Takes a row of the index; all entries have come before it, but for those that were written since.</summary>
    public async ValueTask TakeAsync(TableRow row, CancellationToken cancellation)
    {
        if (row.Values["sequence"] is long sequence && slots.TryTakeIndexRow(sequence, Fingerprint(row.Key, row.Values)))
            return;
        FirstFault ??= await CompareAsync(row, cancellation);
    }

    private async Task<LedgerFault?> CompareAsync(TableRow row, CancellationToken cancellation)
    {
        var parts = row.Key.Split(':');
        if (parts.Length != 3 || !Sha256Hash.TryParse(parts[2], out var refund))
            return LedgerFault.Row(row, "a shard has no such row");
        if (await reader.EntryRowAsync(refund, cancellation) is not { } entryRow)
            return LedgerFault.Row(row, "the shard has no refund of this id");
        var entry = EntryRow.Read(entryRow);
        if (entry.Revenue.Message.RefundOf is null)
            return LedgerFault.Row(row, "the entry of this id is no refund");
        return row.Key == RefundRow.Key(entry)
            ? RowDifference.First(row, RefundRow.Write(entry), $"its entry {entryRow.Key} says that")
            : LedgerFault.Row(row, $"its entry {entryRow.Key} names another sale");
    }

    private static UInt128 Fingerprint(string key, RowValues values)
    {
        var text = new StringBuilder(key);
        foreach (var (name, value) in values)
            text.Append('\n').Append(name).Append('=').Append(value.GetType().Name).Append(' ').Append(Convert.ToString(value, CultureInfo.InvariantCulture));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
