using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BuyOrder.Storage.Verifying;

/// <summary>The first thing a verification found that does not fit.</summary>
/// <param name="Partition">A shard's (two hexadecimal digits), <c>meta</c>, or the order store's.</param>
/// <param name="RowKey">The row that does not fit, or that is missing.</param>
/// <param name="Property">Null when it is the row as a whole.</param>
/// <param name="Found">Null when nothing is there.</param>
/// <param name="Expected">Null when nothing should be there.</param>
/// <param name="Detail">All of it in one sentence, for people.</param>
internal sealed record LedgerFault(
    string Partition, string RowKey, string? Property, string? Found, string? Expected, string Detail)
{
    private const int LongestShown = 100;

    /// <summary>Enough digits to tell the faults of one store apart, and few enough to be typed.</summary>
    private const int HashDigits = 16;

    /// <summary>Names this very finding: an operator who acts on it says with it which one was looked at.</summary>
    public string Hash => HashOf(Detail);

    /// <summary>The sentence with the hash, as it is shown wherever an operator may act on it.</summary>
    public string Told => Telling(Detail);

    /// <summary>The same of a finding of which only the sentence was kept.</summary>
    public static string Telling(string detail) => $"{detail} (fault {HashOf(detail)})";

    private static string HashOf(string detail) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(detail)))[..HashDigits];

    /// <summary>A property with another value than it must have.</summary>
    /// <param name="row">The row at fault.</param>
    /// <param name="property">Its property.</param>
    /// <param name="found">As stored; null = not there.</param>
    /// <param name="expected">As it must be; null = must not be there.</param>
    /// <param name="why">Where the expected value comes from.</param>
    public static LedgerFault Value(TableRow row, string property, object? found, object? expected, string why) =>
        Value(row.Partition, row.Key, property, found, expected, why);

    /// <summary>The same without the row at hand.</summary>
    public static LedgerFault Value(string partition, string key, string property, object? found, object? expected, string why) => new(
        partition,
        key,
        property,
        Shown(found),
        Shown(expected),
        $"{Partitions.Describe(partition)}, row {key}, property {property}: found {Shown(found) ?? "nothing"}, "
            + $"expected {Shown(expected) ?? "nothing"}: {why}.");

    /// <summary>A row that is wrong as a whole: unreadable, or of no use here.</summary>
    public static LedgerFault Row(TableRow row, string what) =>
        new(row.Partition, row.Key, null, null, null, $"{Partitions.Describe(row.Partition)}, row {row.Key}: {what}.");

    public static LedgerFault Of(ForeignRowException row) => Value(
        row.Partition, row.Key, row.Property, row.Type, "another type", "the service never writes that");

    /// <summary>A row that should be there.</summary>
    public static LedgerFault Missing(string partition, string key, string why) =>
        new(partition, key, null, null, null, $"{Partitions.Describe(partition)}, row {key} is missing: {why}.");

    private static string? Shown(object? value)
    {
        var text = value switch
        {
            null => null,
            byte[] bytes => Convert.ToHexStringLower(bytes),
            DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            string words => $"\"{new string([.. words.Take(LongestShown + 1).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)])}\"",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
        return text?.Length > LongestShown ? text[..LongestShown] + "…" : text;
    }
}

/// <summary>Stored rows contradict each other: nothing is signed, sent or reserved on them, and nothing is written over them.</summary>
internal sealed class LedgerFaultException(LedgerFault fault) : Exception(fault.Told)
{
    public LedgerFault Fault { get; } = fault;
}
