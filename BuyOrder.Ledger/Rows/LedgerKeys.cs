using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>Partitions and row keys of table <c>Revenue</c>.</summary>
internal static class LedgerKeys
{
    public const string Table = "Revenue";
    public const string MetaPartition = Partitions.Meta;
    public const string Meta = "meta";
    public const string Head = "head";

    /// <summary>The first key after all blocks: ';' follows ':'.</summary>
    public const string AfterBlocks = "b;";

    public const string BlockPrefix = "b:";
    public const string DayPrefix = "d:";
    public const string AfterDays = "d;";
    public const string EntryPrefix = "e:";

    /// <summary>The first key after all entries.</summary>
    public const string AfterEntries = "e;";

    /// <summary>Of the index of refunds by the sale that they name.</summary>
    public const string RefundPrefix = "f:";

    /// <summary>Two hexadecimal digits.</summary>
    public static string Partition(int shard) => shard.ToString("x2", CultureInfo.InvariantCulture);

    public static string Entry(Sha256Hash idHash) => EntryPrefix + idHash;

    /// <summary>Refund and sale are named by the hashes of their ids; the row lies in the refund's shard.</summary>
    public static string Refund(Sha256Hash sale, Sha256Hash refund) => $"{RefundPrefix}{sale}:{refund}";

    /// <summary>The keys of all refunds of a sale: from the first to before the second.</summary>
    public static (string From, string Before) RefundsOf(Sha256Hash sale) => ($"{RefundPrefix}{sale}:", $"{RefundPrefix}{sale};");

    /// <summary>Key of the block that begins with a sequence number; the newest block comes first in key order.</summary>
    public static string Block(long first) => $"b:{(long.MaxValue - first).ToString("D19", CultureInfo.InvariantCulture)}";

    public static string Day(DateOnly day) => DayPrefix + DayText.Of(day);

    /// <exception cref="InvalidDataException">The key is no day's.</exception>
    public static DateOnly ReadDay(string key) =>
        DayText.TryParse(key.AsSpan(DayPrefix.Length), out var day)
            ? day
            : throw new InvalidDataException($"Row key {key} names no day.");
}
