using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Orders.Rows;

/// <summary>What price sources said, as the text of a column, and back.</summary>
internal static partial class PricesText
{
    /// <summary>Ten sources and the stablecoin's fit a column with room to spare.</summary>
    private const int MaxDetail = 500;

    public static string? Write(IReadOnlyList<JudgedSource>? sources) => sources is null
        ? null
        : JsonSerializer.Serialize([.. sources.Select(source => new Line(
            source.Name,
            source.Kind.ToString(),
            source.Verdict.ToString(),
            source.Price?.ToExactString(),
            source.AsOf?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            source.AgeSeconds,
            source.Detail is { Length: > MaxDetail } detail ? detail[..MaxDetail] : source.Detail,
            source.IsIndependent ? null : false))], Json.Default.LineArray);

    /// <exception cref="InvalidDataException">It is no such text.</exception>
    public static IReadOnlyList<JudgedSource>? Read(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return [.. JsonSerializer.Deserialize(text, Json.Default.LineArray)!.Select(Source)];
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException or NullReferenceException)
        {
            throw new InvalidDataException($"Property prices cannot be read: {error.Message}", error);
        }
    }

    private static JudgedSource Source(Line line) => new(line.Name, Enum.Parse<SourceKind>(line.Kind), Enum.Parse<SourceVerdict>(line.Verdict))
    {
        Price = line.Price is { } price ? Price.Parse(price) : null,
        AsOf = line.AsOf is { } asOf ? DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture) : null,
        AgeSeconds = line.Age,
        Detail = line.Detail,
        IsIndependent = line.Independent ?? true,
    };

    private sealed record Line(
        string Name, string Kind, string Verdict, string? Price, string? AsOf, long? Age, string? Detail, bool? Independent);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Line[]))]
    private sealed partial class Json : JsonSerializerContext;
}
