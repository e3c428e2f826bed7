using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>Revenue messages as senders write them.</summary>
internal static class TestMessage
{
    public static readonly DateTimeOffset Day = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A table of rates without any day.</summary>
    public static readonly IReadOnlyDictionary<DateOnly, DailyRates> NoRates = new Dictionary<DateOnly, DailyRates>();

    public static byte[] Sale(
        string id, string amount = "10.00", string source = "course_sale", DateTimeOffset? occurredAt = null, string? metadata = null) =>
        Body(id, "sale", amount, source, occurredAt ?? Day, metadata is null ? "" : $", \"metadata\": {metadata}");

    public static byte[] Refund(string id, string amount, string of, string source = "course_sale") =>
        Body(id, "refund", amount, source, Day, $", \"refundOf\": \"{of}\"");

    public static byte[] Foreign(string id, string kind, string amount, string currency, string rate, string source = "other") =>
        Encoding.UTF8.GetBytes(
            $$"""
            { "id": "{{JsonEncodedText.Encode(id)}}", "kind": "{{kind}}", "source": "{{source}}", "amount": {{amount}}, "currency": "{{currency}}",
              "occurredAt": "{{Text(Day)}}", "exchangeRate": "{{rate}}"{{(kind == "refund" ? ", \"refundOf\": \"some\"" : "")}} }
            """);

    /// <summary>An amount without a rate of its own.</summary>
    public static byte[] Unrated(string id, string amount, string currency, DateTimeOffset? occurredAt = null, string kind = "sale") =>
        Encoding.UTF8.GetBytes(
            $$"""
            { "id": "{{JsonEncodedText.Encode(id)}}", "kind": "{{kind}}", "source": "other", "amount": "{{amount}}", "currency": "{{currency}}",
              "occurredAt": "{{Text(occurredAt ?? Day)}}"{{(kind == "refund" ? ", \"refundOf\": \"some\"" : "")}} }
            """);

    /// <summary>A sale, or a refund of <c>some</c>.</summary>
    public static byte[] Any(string id, string kind, string amount, DateTimeOffset occurredAt) =>
        Body(id, kind, amount, "course_sale", occurredAt, kind == "refund" ? ", \"refundOf\": \"some\"" : "");

    /// <summary>A message with further members.</summary>
    public static byte[] With(byte[] message, string members) =>
        Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetString(message).TrimEnd()[..^1]}, {members} }}");

    public static byte[] Broken(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Body(string id, string kind, string amount, string source, DateTimeOffset occurredAt, string more) =>
        Encoding.UTF8.GetBytes(
            $$"""
            { "id": "{{JsonEncodedText.Encode(id)}}", "kind": "{{kind}}", "source": "{{source}}", "amount": "{{amount}}", "currency": "ZAR",
              "occurredAt": "{{Text(occurredAt)}}"{{more}} }
            """);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
