using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>
/// Totals by source and currency in a row: one property <c>totals_{source}</c> per source, JSON by currency code:
/// <c>{"ZAR":[entries, sales cents, refunds cents, original sales, original refunds]}</c>, the originals in minor units.
/// </summary>
/// <remarks>A property per source, because all currencies of all sources in one could outgrow the 32 768 characters of a property.</remarks>
internal static class TotalsText
{
    /// <summary>A line in a request at its longest: code, five numbers, and its quotes escaped to six characters each.</summary>
    public const int MaxLineBytes = 170;

    public static void Write(RowValues values, RevenueTotals totals)
    {
        foreach (var source in totals.Lines.GroupBy(line => line.Source))
        {
            var json = new StringBuilder();
            foreach (var line in source)
            {
                json.Append(json.Length == 0 ? '{' : ',').Append(
                    CultureInfo.InvariantCulture,
                    $"\"{line.Currency}\":[{line.Entries},{line.Sales.Cents},{line.Refunds.Cents},{line.OriginalSales},{line.OriginalRefunds}]");
            }
            values[Property(source.Key)] = json.Append('}').ToString();
        }
    }

    /// <exception cref="InvalidDataException">The text is not what <see cref="Write"/> wrote.</exception>
    public static RevenueTotals Read(RowValues values)
    {
        var lines = new List<CurrencyTotals>();
        foreach (var source in RevenueCodes.Sources)
        {
            if (values.TextOrNull(Property(source)) is { } json)
                ReadSource(source, json, lines);
        }
        return new RevenueTotals(lines);
    }

    /// <summary>The property that a source's totals stand in.</summary>
    public static string Property(RevenueSource source) => $"totals_{source.ToCode()}";

    private static void ReadSource(RevenueSource source, string json, List<CurrencyTotals> lines)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var currency = reader.GetString()!;
                Expect(ref reader, JsonTokenType.StartArray);
                lines.Add(new CurrencyTotals(
                    source, currency, Int64(ref reader), new Zar(Int64(ref reader)), new Zar(Int64(ref reader)), Int128(ref reader), Int128(ref reader)));
                Expect(ref reader, JsonTokenType.EndArray);
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"Property {Property(source)} holds no totals.", e);
        }
    }

    private static long Int64(ref Utf8JsonReader reader) => checked((long)Int128(ref reader));

    private static Int128 Int128(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.Number);
        return System.Int128.Parse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new JsonException($"Expected {type}.");
    }
}
