using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;

namespace BuyOrder.Ledger.Verifying;

/// <summary>The key order of a shard's entries in 65 536 parts: the first 16 bits of the id's hash. Where a verification may pause.</summary>
internal static class KeyBucket
{
    public const int Count = 1 << 16;

    private const int Digits = 4;

    public static int Of(Sha256Hash keyHash) => keyHash.First16Bits;

    /// <summary>Of the row key of an entry.</summary>
    public static int Of(string entryKey) =>
        int.Parse(entryKey.AsSpan(LedgerKeys.EntryPrefix.Length, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Where its keys begin.</summary>
    public static string FirstKey(int bucket) => LedgerKeys.EntryPrefix + Text(bucket);

    /// <summary>Four hexadecimal digits.</summary>
    public static string Text(int bucket) => bucket.ToString("x4", CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, out int bucket)
    {
        bucket = 0;
        return text.Length == Digits
            && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bucket);
    }
}
