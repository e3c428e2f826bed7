using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>Row <c>b:{inverse of the first sequence number}</c>.</summary>
internal static class BlockRow
{
    public static RowValues Write(LedgerBlock block) => new()
    {
        ["number"] = block.Number,
        ["first"] = block.First,
        ["keyHashes"] = Join(block.KeyHashes),
        ["entryHashes"] = Join(block.EntryHashes),
        ["cents"] = block.Sum.Cents,
        ["cumulativeEntries"] = block.CumulativeEntries,
        ["cumulativeCents"] = block.CumulativeTotal.Cents,
        ["previous"] = block.Previous.ToArray(),
        ["hash"] = block.Hash.ToArray(),
        ["recordedAt"] = block.RecordedAt,
        ["refundsBeyond"] = block.RefundsBeyond.Count == 0
            ? null
            : string.Join(',', block.RefundsBeyond.Select(place => place.ToString(CultureInfo.InvariantCulture))),
        ["cumulativeRefundsBeyond"] = block.CumulativeRefundsBeyond == 0 ? null : block.CumulativeRefundsBeyond,
    };

    public static LedgerBlock Read(TableRow row)
    {
        var values = row.Values;
        return new LedgerBlock(
            values.Int64("number"),
            values.Int64("first"),
            Split(values.Bytes("keyHashes")),
            Split(values.Bytes("entryHashes")),
            new Zar(values.Int64("cents")),
            values.Int64("cumulativeEntries"),
            new Zar(values.Int64("cumulativeCents")),
            new Sha256Hash(values.Bytes("previous")),
            new Sha256Hash(values.Bytes("hash")),
            values.Time("recordedAt"))
        {
            RefundsBeyond = Places(values.TextOrNull("refundsBeyond")),
            CumulativeRefundsBeyond = values.Int64OrNull("cumulativeRefundsBeyond") ?? 0,
        };
    }

    private static int[] Places(string? text)
    {
        if (text is null)
            return [];
        var parts = text.Split(',');
        var places = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out places[i]))
                throw new InvalidDataException("Property refundsBeyond holds no places.");
        }
        return places;
    }

    private static byte[] Join(IReadOnlyList<Sha256Hash> hashes)
    {
        var bytes = new byte[hashes.Count * Sha256Hash.Length];
        for (var i = 0; i < hashes.Count; i++)
            hashes[i].WriteTo(bytes.AsSpan(i * Sha256Hash.Length));
        return bytes;
    }

    private static Sha256Hash[] Split(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Sha256Hash.Length != 0)
            throw new InvalidDataException($"{bytes.Length} bytes are not a whole number of hashes.");
        var hashes = new Sha256Hash[bytes.Length / Sha256Hash.Length];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = new Sha256Hash(bytes.Slice(i * Sha256Hash.Length, Sha256Hash.Length));
        return hashes;
    }
}
