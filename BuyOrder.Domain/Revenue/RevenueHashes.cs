using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace BuyOrder.Domain.Revenue;

/// <summary>The hashes of the ledger. Their bytes are specified, with vectors, in docs/ledger-format.md and never change.</summary>
public static class RevenueHashes
{
    private const string ContentTag = "BuyOrder content v1";
    private const string EntryTag = "BuyOrder entry v1";
    private static readonly byte[] BlockTag = "BuyOrder block v1"u8.ToArray();
    private static readonly byte[] RootTag = "BuyOrder ledger root v1"u8.ToArray();

    /// <summary>SHA-256 of the id in UTF-8: names the entry's row and chooses its shard.</summary>
    public static Sha256Hash Id(string id) => Sha256Hash.Of(Encoding.UTF8.GetBytes(id));

    /// <summary>Is this the same message again? What the sender said about the payment, without metadata and unknown members.</summary>
    public static Sha256Hash Content(RevenueMessage message) => Sha256Hash.Of(new CanonicalFields()
        .Text(ContentTag)
        .Text(message.Kind.ToCode())
        .Text(message.Source.ToCode())
        .Text(message.Amount.ToString())
        .Text(message.Amount.Currency.Code)
        .Time(message.OccurredAt)
        .Text(message.RefundOf)
        .Text(message.ExchangeRate?.ToString())
        .Written);

    /// <summary>Tamper evidence: everything that is stored of an entry.</summary>
    public static Sha256Hash Entry(LedgerEntry entry)
    {
        var revenue = entry.Revenue;
        var message = revenue.Message;
        return Sha256Hash.Of(new CanonicalFields()
            .Text(EntryTag)
            .Text(message.Id)
            .Number(entry.Sequence)
            .Time(entry.RecordedAt)
            .Text(message.Kind.ToCode())
            .Text(message.Source.ToCode())
            .Text(message.Amount.ToString())
            .Text(message.Amount.Currency.Code)
            .Text(message.ExchangeRate?.ToString())
            .Text(revenue.AppliedRate?.ToString())
            .Text(revenue.RateOrigin)
            .Number(revenue.Value.Cents)
            .Time(message.OccurredAt)
            .Text(revenue.Day.ToString("O", CultureInfo.InvariantCulture))
            .Text(message.RefundOf)
            .Hash(revenue.ContentHash)
            .Text(message.Metadata)
            .Text(message.UnknownMembers)
            .Written);
    }

    /// <summary>Tag ‖ previous hash ‖ first sequence number (8 bytes, big-endian) ‖ entry hashes.</summary>
    public static Sha256Hash Block(Sha256Hash previous, long first, IReadOnlyList<Sha256Hash> entryHashes)
    {
        var bytes = new byte[BlockTag.Length + Sha256Hash.Length + sizeof(long) + (entryHashes.Count * Sha256Hash.Length)];
        BlockTag.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(BlockTag.Length);
        previous.WriteTo(rest);
        rest = rest[Sha256Hash.Length..];
        BinaryPrimitives.WriteInt64BigEndian(rest, first);
        rest = rest[sizeof(long)..];
        foreach (var hash in entryHashes)
        {
            hash.WriteTo(rest);
            rest = rest[Sha256Hash.Length..];
        }
        return Sha256Hash.Of(bytes);
    }

    /// <summary>Tag ‖ shard count (4 bytes) ‖ for each shard: entries (8 bytes), total cents (8 bytes, two's complement), head hash; all big-endian.</summary>
    public static Sha256Hash LedgerRoot(IReadOnlyList<ShardCutOff> shards)
    {
        const int ShardLength = sizeof(long) + sizeof(long) + Sha256Hash.Length;
        var bytes = new byte[RootTag.Length + sizeof(int) + (shards.Count * ShardLength)];
        RootTag.CopyTo(bytes, 0);
        var rest = bytes.AsSpan(RootTag.Length);
        BinaryPrimitives.WriteInt32BigEndian(rest, shards.Count);
        rest = rest[sizeof(int)..];
        foreach (var shard in shards)
        {
            BinaryPrimitives.WriteInt64BigEndian(rest, shard.Entries);
            BinaryPrimitives.WriteInt64BigEndian(rest[sizeof(long)..], shard.Total.Cents);
            shard.HeadHash.WriteTo(rest[(2 * sizeof(long))..]);
            rest = rest[ShardLength..];
        }
        return Sha256Hash.Of(bytes);
    }
}
