using System.Buffers;

namespace BuyOrder.Storage;

/// <summary>
/// What Azure Table Storage accepts, checked before anything is sent: the emulator is laxer than the service, and what one of our
/// two implementations accepts the other must too. A broken limit is a <see cref="TableLimitException"/>.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model and
/// https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions. Stricter than the service where that is
/// the same to us: no empty keys, ASCII property names, no text that UTF-8 cannot carry.
/// </remarks>
internal static class TableLimits
{
    /// <summary>UTF-16 units of a partition or row key: 1 KiB.</summary>
    public const int MaxKeyLength = 512;

    public const int MaxBatchOperations = 100;

    /// <summary>Of a batch as a request, see <see cref="TableBytes.OfRequest"/>.</summary>
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    public const int MaxPageSize = 1000;
    public const int MinTableNameLength = 3;
    public const int MaxTableNameLength = 63;

    private const int FirstC1Control = 0x7F;
    private const int AfterC1Controls = 0xA0;
    private const int AfterC0Controls = 0x20;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
    [
        .. "/\\#?",
        .. Enumerable.Range(0, AfterC0Controls).Select(unit => (char)unit),
        .. Enumerable.Range(FirstC1Control, AfterC1Controls - FirstC1Control).Select(unit => (char)unit),
    ]);

    /// <summary>The full name of a table: letters and digits, first a letter, 3 to 63 of them.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static string TableName(string prefix, string name)
    {
        var full = prefix + name;
        var isName = full.Length is >= MinTableNameLength and <= MaxTableNameLength
            && char.IsAsciiLetter(full[0])
            && full.All(char.IsAsciiLetterOrDigit)
            && !full.Equals("tables", StringComparison.OrdinalIgnoreCase);
        return isName ? full : throw new ArgumentException(
            $"\"{full}\" is no table name: {MinTableNameLength} to {MaxTableNameLength} letters and digits, first a letter.", nameof(name));
    }

    public static void CheckKeys(string partition, string key)
    {
        CheckKey("partition key", partition);
        CheckKey("row key", key);
    }

    public static void CheckQuery(TableQuery query)
    {
        CheckKey("partition key", query.Partition);
        CheckBound(query.From);
        CheckBound(query.Before);
        if (query.PageSize is < 1 or > MaxPageSize)
            throw new TableLimitException($"A page has 1 to {MaxPageSize} rows, not {query.PageSize}.");
    }

    public static void CheckBatch(string partition, IReadOnlyList<TableWrite> writes)
    {
        if (writes.Count is < 1 or > MaxBatchOperations)
            throw new TableLimitException($"A batch has 1 to {MaxBatchOperations} writes, not {writes.Count}.");
        CheckKey("partition key", partition);
        var keys = new HashSet<string>(writes.Count, StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var write in writes)
        {
            CheckKey("row key", write.Key);
            if (!keys.Add(write.Key))
                throw new TableLimitException($"The key \"{write.Key}\" is twice in one batch.");
            CheckWrite(partition, write);
            bytes += TableBytes.OfRequest(partition, write);
        }
        if (bytes > MaxBatchBytes)
            throw new TableLimitException($"A batch takes at most {MaxBatchBytes} bytes as a request, not {bytes}.");
    }

    /// <summary>False for a text with a lone surrogate: UTF-8 has no form for it, so that another text would be stored.</summary>
    internal static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (at + 1 == rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
                return false;
            rest = rest[(at + 2)..];
        }
        return true;
    }

    private static void CheckWrite(string partition, TableWrite write)
    {
        switch (write)
        {
            case TableWrite.Insert insert:
                RowLimits.Check(partition, write.Key, insert.Values);
                break;
            case TableWrite.Replace replace:
                CheckETag(write.Key, replace.ETag);
                RowLimits.Check(partition, write.Key, replace.Values);
                break;
            case TableWrite.Delete delete:
                CheckETag(write.Key, delete.ETag);
                break;
        }
    }

    private static void CheckKey(string what, string key)
    {
        if (key.Length is < 1 or > MaxKeyLength)
            throw new TableLimitException($"A {what} has 1 to {MaxKeyLength} UTF-16 units, not {key.Length}.");
        if (key.AsSpan().ContainsAny(Forbidden))
            throw new TableLimitException($"A {what} holds none of / \\ # ? and no control characters.");
        if (!IsWellFormed(key))
            throw new TableLimitException($"A {what} holds no lone surrogate.");
    }

    private static void CheckBound(string? bound)
    {
        if (bound is not null && (bound.Length > MaxKeyLength || !IsWellFormed(bound)))
            throw new TableLimitException($"A bound of keys has at most {MaxKeyLength} UTF-16 units and no lone surrogate.");
    }

    /// <summary>The service takes * as "any version", which is no precondition.</summary>
    private static void CheckETag(string key, string etag)
    {
        if (etag is "" or "*")
            throw new TableLimitException($"Row \"{key}\" is to be written without an exact ETag.");
    }
}

/// <summary>A row or batch breaks a limit of the service; nothing was sent.</summary>
internal sealed class TableLimitException(string message) : Exception(message);
