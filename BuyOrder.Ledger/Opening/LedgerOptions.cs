using BuyOrder.Domain;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Ledger.Opening;

/// <summary>What a ledger is created with: written to it at its first start, it cannot change afterwards.</summary>
internal sealed record LedgerOptions
{
    public const int DefaultShardCount = 8;
    public const string ShardCountSetting = SettingsReader.Prefix + "ShardCount";
    public const string BusinessTimeZoneSetting = SettingsReader.Prefix + "BusinessTimeZone";

    private const string TimeZones = "an IANA time zone such as Africa/Johannesburg";

    /// <summary>1 to 256. Few shards make full batches, many make room for many writers.</summary>
    public int ShardCount { get; init; } = DefaultShardCount;

    /// <summary>IANA time zone that decides the day under which an entry is counted.</summary>
    public string BusinessTimeZone { get; init; } = "Africa/Johannesburg";

    public static LedgerOptions Read(SettingsReader reader)
    {
        var options = new LedgerOptions { ShardCount = (int)reader.Integer(ShardCountSetting, DefaultShardCount, 1, LedgerShards.MaxCount) };
        if (reader.Text(BusinessTimeZoneSetting) is not { } zone)
            return options;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            reader.Add(BusinessTimeZoneSetting, SettingFault.Shown(zone), TimeZones);
        return options with { BusinessTimeZone = zone };
    }

    /// <summary>One line per fault: the setting, what was found, what is allowed. Empty when all is well.</summary>
    public IEnumerable<string> Faults()
    {
        if (ShardCount is < 1 or > LedgerShards.MaxCount)
            yield return $"ShardCount is {ShardCount}; allowed is 1 to {LedgerShards.MaxCount}.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(BusinessTimeZone, out _))
            yield return $"BusinessTimeZone is '{BusinessTimeZone}'; allowed is {TimeZones}.";
    }
}
