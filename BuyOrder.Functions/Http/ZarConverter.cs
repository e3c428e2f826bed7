using System.Text.Json;
using System.Text.Json.Serialization;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Http;

/// <summary>Rand as a string with two decimals, <c>"1499.05"</c>: a JSON number would lose cents in many a reader.</summary>
internal sealed class ZarConverter : JsonConverter<Zar>
{
    /// <summary>The API only ever writes amounts with this converter; the messages' amounts have a reader of their own.</summary>
    public override Zar Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Amounts are read by the revenue message reader.");

    public override void Write(Utf8JsonWriter writer, Zar value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
