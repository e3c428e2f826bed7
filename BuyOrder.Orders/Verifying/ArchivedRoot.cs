using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Orders.Verifying;

/// <summary>Where ledger and orders stood when a daily verification found no fault, as it is kept outside of the tables.</summary>
/// <param name="Schema">Of this document.</param>
/// <param name="Day">UTC day on which the verification began.</param>
/// <param name="VerifiedAt">When it began, UTC.</param>
/// <param name="LedgerRoot">Of <paramref name="Shards"/>, lower-case hex.</param>
/// <param name="Entries">Of all shards.</param>
/// <param name="TotalCents">Revenue of all shards, in cents of ZAR.</param>
/// <param name="Shards">In shard order.</param>
/// <param name="Record">The newest record of the orders; null when there was none.</param>
internal sealed record ArchivedRoot(
    int Schema,
    DateOnly Day,
    DateTime VerifiedAt,
    string LedgerRoot,
    long Entries,
    long TotalCents,
    IReadOnlyList<ArchivedRoot.ShardPart> Shards,
    VerificationReport.RecordPart? Record)
{
    public const int CurrentSchema = 1;

    /// <summary>The day's file: <c>2026-11-20.json</c>.</summary>
    public string Name => DayText.Of(Day) + ".json";

    /// <summary>Each shard as the ledger's own figures.</summary>
    public IReadOnlyList<ShardCutOff> CutOffs => [.. Shards.Select((shard, i) =>
        new ShardCutOff(i, shard.Entries, shard.Blocks, new Zar(shard.TotalCents), Sha256Hash.TryParse(shard.HeadHash, out var hash) ? hash : default))];

    /// <param name="result">Of a whole verification that found no fault.</param>
    public static ArchivedRoot Of(VerificationResult result)
    {
        var shards = result.Shards ?? throw new ArgumentException("A verification with a fault has no root.", nameof(result));
        var at = result.StartedAt.UtcDateTime;
        return new ArchivedRoot(
            CurrentSchema,
            DateOnly.FromDateTime(at),
            at,
            RevenueHashes.LedgerRoot(shards).ToString(),
            shards.Sum(shard => shard.Entries),
            shards.Sum(shard => shard.Total.Cents),
            [.. shards.Select(shard => new ShardPart(shard.Entries, shard.Blocks, shard.Total.Cents, shard.HeadHash.ToString()))],
            VerificationReport.RecordPart.Of(result.Book.Newest));
    }

    public BinaryData Write() => new(JsonSerializer.SerializeToUtf8Bytes(this, ArchivedRootJson.Default.ArchivedRoot));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else, or its figures contradict each other.</exception>
    public static ArchivedRoot Read(BinaryData content)
    {
        try
        {
            return Check(JsonSerializer.Deserialize(content, ArchivedRootJson.Default.ArchivedRoot));
        }
        catch (Exception exception) when (exception is JsonException or OverflowException)
        {
            throw new InvalidDataException("This is no archived ledger root.", exception);
        }
    }

    private static ArchivedRoot Check(ArchivedRoot? root)
    {
        if (root is null)
            throw new InvalidDataException("This is no archived ledger root.");
        if (root.Schema != CurrentSchema)
            throw Wrong("schema", root.Schema, CurrentSchema);
        if (root.Shards.FirstOrDefault(shard => !shard.IsWhole) is { } shard)
            throw new InvalidDataException($"An archived ledger root cannot have such a shard: {shard}.");
        if (RevenueHashes.LedgerRoot(root.CutOffs).ToString() is var hash && hash != root.LedgerRoot)
            throw Wrong("ledgerRoot", root.LedgerRoot, hash);
        if (root.Shards.Sum(each => each.Entries) is var entries && entries != root.Entries)
            throw Wrong("entries", root.Entries, entries);
        return root.Shards.Sum(each => each.TotalCents) is var total && total != root.TotalCents ? throw Wrong("totalCents", root.TotalCents, total) : root;
    }

    private static InvalidDataException Wrong(string member, object found, object expected) => new(string.Create(
        CultureInfo.InvariantCulture, $"An archived ledger root contradicts itself: {member} is {found}, the rest of it gives {expected}."));

    /// <summary>Where a shard stood.</summary>
    /// <param name="Entries">Sequence number of its newest entry.</param>
    /// <param name="Blocks">Number of its newest block.</param>
    /// <param name="TotalCents">Its revenue, in cents of ZAR.</param>
    /// <param name="HeadHash">Hash of its newest block, lower-case hex; zeros for an empty shard.</param>
    internal sealed record ShardPart(long Entries, long Blocks, long TotalCents, string HeadHash)
    {
        /// <summary>False where no shard can be like that.</summary>
        [JsonIgnore]
        public bool IsWhole =>
            Entries >= 0 && Blocks >= 0 && Sha256Hash.TryParse(HeadHash, out var hash) && (Entries > 0 || (Blocks, TotalCents, hash) == (0, 0, default(Sha256Hash)));
    }
}

/// <summary>A document of an unknown shape is refused, so that a figure under another name is never passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ArchivedRoot))]
internal sealed partial class ArchivedRootJson : JsonSerializerContext;
