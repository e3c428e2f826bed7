using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BuyOrder.Benchmarks.App;

/// <summary>Revenue messages as payment services send them: sales and some refunds, mostly in Rand, with a little metadata. The same for a seed.</summary>
internal static class SampleMessages
{
    internal static readonly string[] Sources = ["course_sale", "subscription", "other"];
    internal static readonly (string Currency, string Rate)[] Foreign = [("USD", "18.2550"), ("EUR", "19.8125"), ("GBP", "23.0400")];

    private static readonly DateTimeOffset FirstDay = new(2026, 11, 1, 6, 0, 0, TimeSpan.Zero);

    /// <param name="count">How many; their ids differ.</param>
    /// <param name="days">Business days over which they are spread at random.</param>
    /// <param name="prefix">Of the ids.</param>
    public static byte[][] Create(int count, int days, string prefix = "pay")
    {
        var random = new Random(count + days);
        return [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes(One(random, $"{prefix}_{i:D7}", days)))];
    }

    /// <summary>What a message adds to the total, in ZAR, calculated without the product.</summary>
    public static decimal Value(byte[] message)
    {
        using var json = JsonDocument.Parse(message);
        var rate = json.RootElement.TryGetProperty("exchangeRate", out var sent) ? Decimal(sent) : 1m;
        var value = Math.Round(Decimal(json.RootElement.GetProperty("amount")) * rate, 2, MidpointRounding.ToEven);
        return json.RootElement.TryGetProperty("refundOf", out _) ? -value : value;
    }

    private static decimal Decimal(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static string One(Random random, string id, int days)
    {
        var time = FirstDay.AddDays(random.Next(days)).AddSeconds(random.Next(12 * 3600));
        var text = new StringBuilder("{");
        text.Append(CultureInfo.InvariantCulture, $"\"id\":\"{id}\",\"source\":\"{Sources[random.Next(Sources.Length)]}\",");
        text.Append(CultureInfo.InvariantCulture, $"\"amount\":\"{random.Next(5_00, 5_000_00) / 100m:0.00}\",\"occurredAt\":\"{time:yyyy-MM-ddTHH:mm:ssZ}\",");
        if (random.Next(10) == 0)
            text.Append(CultureInfo.InvariantCulture, $"\"kind\":\"refund\",\"refundOf\":\"sale_{random.Next(1000)}\",");
        if (random.Next(10) == 0)
        {
            var (currency, rate) = Foreign[random.Next(Foreign.Length)];
            text.Append(CultureInfo.InvariantCulture, $"\"currency\":\"{currency}\",\"exchangeRate\":\"{rate}\",");
        }
        else
        {
            text.Append("\"currency\":\"ZAR\",");
        }
        return text.Append(CultureInfo.InvariantCulture, $"\"metadata\":{{\"courseId\":\"c-{random.Next(100)}\"}}}}").ToString();
    }
}
