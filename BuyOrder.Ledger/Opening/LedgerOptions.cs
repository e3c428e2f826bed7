using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Opening;

/// <summary>Section <c>BuyOrder:Ledger</c>. Both are written to the ledger at its first start and cannot change afterwards.</summary>
internal sealed record LedgerOptions
{
    public const int DefaultShardCount = 8;

    /// <summary>1 to 256. Few shards make full batches, many make room for many writers.</summary>
    public int ShardCount { get; init; } = DefaultShardCount;

    /// <summary>IANA time zone that decides the day under which an entry is counted.</summary>
    public string BusinessTimeZone { get; init; } = "Africa/Johannesburg";

    /// <summary>One line per fault: the setting, what was found, what is allowed. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (ShardCount is < 1 or > LedgerShards.MaxCount)
            yield return $"ShardCount is {ShardCount}; allowed is 1 to {LedgerShards.MaxCount}.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(BusinessTimeZone, out _))
            yield return $"BusinessTimeZone is '{BusinessTimeZone}'; allowed is an IANA time zone such as Africa/Johannesburg.";
    }
}
