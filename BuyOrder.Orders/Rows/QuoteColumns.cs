using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>The columns in which an order keeps what the markets offered when it was reserved.</summary>
internal static class QuoteColumns
{
    private const string AtMid = "quoteAtMid";

    /// <summary>All that its market was chosen from, as JSON; absent where there was one market only.</summary>
    private const string Choice = "quoteChoice";

    public static void Write(RowValues row, OrderQuote quote)
    {
        row["quoteMarket"] = quote.Market;
        row["quoteAmountOut"] = RowText.Of(quote.AmountOut);
        row["quotePrice"] = quote.Price.ToExactString();
        row["quoteReferencePrice"] = quote.ReferencePrice.ToExactString();
        row["quoteImpactBps"] = quote.ImpactBps;
        row["quoteDeviationBps"] = quote.DeviationBps;
        row["quoteBlock"] = quote.Block;
        row[AtMid] = quote.AtMid is { } atMid ? RowText.Of(atMid) : null;
        row[Choice] = quote.Choice is { } choice ? Text(choice) : null;
    }

    /// <exception cref="InvalidDataException">One of them is missing, or is none.</exception>
    public static OrderQuote Read(RowValues row) => new(
        row.Text("quoteMarket"),
        row.BigInteger("quoteAmountOut"),
        row.Price("quotePrice"),
        row.Price("quoteReferencePrice"),
        row.Int32("quoteImpactBps"),
        row.Int32("quoteDeviationBps"),
        row.Int64("quoteBlock"))
    {
        AtMid = row.TextOrNull(AtMid) is null ? null : row.BigInteger(AtMid),
        Choice = row.TextOrNull(Choice) is { } text ? Parse(text) : null,
    };

    private static string Text(MarketChoice choice)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("feePerGasWei", RowText.Of(choice.FeePerGasWei));
            json.WriteString("nativePrice", choice.NativePrice?.ToExactString());
            json.WriteStartArray("markets");
            foreach (var candidate in choice.Candidates)
                Write(json, candidate);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, MarketCandidate candidate)
    {
        json.WriteStartObject();
        json.WriteString("market", candidate.Market);
        switch (candidate)
        {
            case MarketCandidate.Offered offered:
                json.WriteNumber("spendCents", offered.Spend.Cents);
                json.WriteString("amountOut", RowText.Of(offered.AmountOut));
                json.WriteString("atMid", RowText.Of(offered.AtMid));
                json.WriteNumber("gas", offered.Gas);
                json.WriteString("net", RowText.Of(offered.Net));
                break;
            case MarketCandidate.LeftOut left:
                json.WriteString("reason", left.Reason.Value);
                json.WriteString("detail", left.Detail);
                break;
        }

        json.WriteEndObject();
    }

    private static MarketChoice Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new MarketChoice(
                [.. root.GetProperty("markets").EnumerateArray().Select(Candidate)],
                Number(root, "feePerGasWei"),
                root.GetProperty("nativePrice").GetString() is { } price ? Price.Parse(price) : null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"Property {Choice} cannot be read: {error.Message}", error);
        }
    }

    private static MarketCandidate Candidate(JsonElement each)
    {
        var market = each.GetProperty("market").GetString()!;
        return each.TryGetProperty("reason", out var reason)
            ? new MarketCandidate.LeftOut(market, new ReasonCode(reason.GetString()!), each.GetProperty("detail").GetString()!)
            : new MarketCandidate.Offered(
                market,
                new Zar(each.GetProperty("spendCents").GetInt64()),
                Number(each, "amountOut"),
                Number(each, "atMid"),
                each.GetProperty("gas").GetInt64(),
                Number(each, "net"));
    }

    private static System.Numerics.BigInteger Number(JsonElement from, string name) =>
        System.Numerics.BigInteger.Parse(from.GetProperty(name).GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
