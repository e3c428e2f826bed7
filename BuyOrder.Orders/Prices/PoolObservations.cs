using System.Collections.Concurrent;
using BuyOrder.Domain.Chain;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Prices;

/// <summary>
/// Earlier sums of Uniswap v2 pools: two rows for each source. A new sum replaces the older one only once the newer is a window old, so that one
/// of the two is always between one and two windows old.
/// </summary>
internal sealed class PoolObservations(ITableStore tables)
{
    public const string TableName = "PriceObservations";
    public const string Partition = "pools";

    /// <summary>How much later than due an observation may be kept: the ticks between two looks, and a host that was down for a while.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(15);

    /// <summary>The table, where a source needs it.</summary>
    public static IEnumerable<string> TablesOf(PriceSourceOptions options) => options.Sources.OfType<UniswapV2Source>().Any() ? [TableName] : [];

    private readonly ITable table = tables.Table(TableName);

    /// <summary>The rows that were last read, by source: they change at most once a window.</summary>
    private readonly ConcurrentDictionary<string, IReadOnlyList<PoolObservation>> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One that is between one and about two windows old; null when there is none.</summary>
    public async Task<PoolObservation?> FindAsync(UniswapV2Source source, DateTimeOffset now, CancellationToken cancellation)
    {
        if (known.TryGetValue(source.Name, out var rows) && Fitting(source, rows, now) is { } found)
            return found;
        return Fitting(source, await ReadAsync(source, cancellation), now);
    }

    /// <summary>Whether the next observation is due.</summary>
    public async Task<bool> IsDueAsync(UniswapV2Source source, DateTimeOffset now, CancellationToken cancellation) =>
        !(await ReadAsync(source, cancellation)).Any(observation => IsYoung(source, observation, now));

    /// <summary>Keeps it in the place of the older one, if it is due. Another instance that was faster has kept as good a one.</summary>
    public async Task KeepAsync(UniswapV2Source source, PoolObservation observation, CancellationToken cancellation)
    {
        var places = new List<(string Key, TableRow? Row, PoolObservation? Observation)>();
        foreach (var key in Keys(source))
        {
            var row = await table.ReadAsync(Partition, key, cancellation);
            places.Add((key, row, row is null ? null : PoolObservation.Read(row.Values, source)));
        }

        known.TryRemove(source.Name, out _);
        if (places.Exists(place => place.Observation is { } kept && IsYoung(source, kept, observation.At)))
            return;

        // A row of another pool, or of a time that this chain has not reached, goes first.
        var (oldest, stored, _) = places.OrderBy(place => place.Observation is { } kept && kept.At <= observation.At ? kept.At : DateTimeOffset.MinValue).First();
        TableWrite write = stored is null
            ? new TableWrite.Insert(oldest, observation.Write())
            : new TableWrite.Replace(oldest, observation.Write(), stored.ETag);
        await table.SubmitAsync(Partition, [write], cancellation);
    }

    private async Task<IReadOnlyList<PoolObservation>> ReadAsync(UniswapV2Source source, CancellationToken cancellation)
    {
        var rows = await Task.WhenAll(Keys(source).Select(key => table.ReadAsync(Partition, key, cancellation)));
        return known[source.Name] = [.. rows.OfType<TableRow>().Select(row => PoolObservation.Read(row.Values, source)).OfType<PoolObservation>()];
    }

    private static bool IsYoung(UniswapV2Source source, PoolObservation observation, DateTimeOffset now) =>
        now >= observation.At && now - observation.At < source.Window;

    private static PoolObservation? Fitting(UniswapV2Source source, IReadOnlyList<PoolObservation> rows, DateTimeOffset now) => rows
        .Where(observation => now - observation.At >= source.Window && now - observation.At <= (2 * source.Window) + Slack)
        .MaxBy(observation => observation.At);

    private static string[] Keys(UniswapV2Source source)
    {
        var name = source.Name.ToLowerInvariant();
        return [$"{name}:a", $"{name}:b"];
    }
}

/// <summary>A pool's sums at one moment, as a majority of the nodes told them.</summary>
/// <param name="Pool">Which.</param>
/// <param name="At">Time of the block.</param>
/// <param name="Block">Its number.</param>
/// <param name="Sum">Both sums at that time.</param>
internal sealed record PoolObservation(Address Pool, DateTimeOffset At, long Block, PoolSum Sum)
{
    public RowValues Write() => new()
    {
        ["schema"] = RowText.Schema,
        ["pool"] = Pool.ToString(),
        ["at"] = At,
        ["block"] = Block,
        ["first"] = RowText.Of(Sum.First),
        ["second"] = RowText.Of(Sum.Second),
    };

    /// <summary>Null for one of another pool or one that cannot be read: the source then has no history, and a new one begins.</summary>
    public static PoolObservation? Read(RowValues row, UniswapV2Source source)
    {
        try
        {
            row.RequireSchema("A price observation");
            return row.Text("pool") == source.Address.ToString()
                ? new PoolObservation(source.Address, row.Time("at"), row.Int64("block"), new PoolSum(row.BigInteger("first"), row.BigInteger("second")))
                : null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException)
        {
            return null;
        }
    }
}
