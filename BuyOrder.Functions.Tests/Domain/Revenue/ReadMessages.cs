using System.Text;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>Bodies of messages, and what becomes of them when they are read.</summary>
internal static class ReadMessages
{
    private static readonly TimeZoneInfo Johannesburg = TimeZoneInfo.FindSystemTimeZoneById("Africa/Johannesburg");

    public static byte[] Body(params (string Member, string? Json)[] changes)
    {
        var members = new Dictionary<string, string?>
        {
            ["id"] = "\"pay-1\"",
            ["source"] = "\"subscription\"",
            ["amount"] = "\"10.00\"",
            ["currency"] = "\"ZAR\"",
            ["occurredAt"] = "\"2026-11-20T10:00:00Z\"",
        };
        foreach (var (member, json) in changes)
            members[member] = json;
        return Encoding.UTF8.GetBytes($"{{{string.Join(",", members.Where(m => m.Value is not null).Select(m => $"\"{m.Key}\":{m.Value}"))}}}");
    }

    public static RevenueMessage Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static RevenueMessage Read(byte[] body)
    {
        Assert.True(RevenueMessageReader.TryRead(body, out var message, out var rejection), rejection?.ToString());
        return message;
    }

    public static ValuedRevenue Valued(byte[] body)
    {
        Assert.True(ValuedRevenue.TryCreate(Read(body), Johannesburg, TestMessage.NoRates, out var revenue, out var rejection), rejection?.ToString());
        return revenue;
    }

    public static Rejection Refused(byte[] body)
    {
        if (RevenueMessageReader.TryRead(body, out var message, out var rejection))
            Assert.False(ValuedRevenue.TryCreate(message, Johannesburg, TestMessage.NoRates, out _, out rejection));
        return rejection!;
    }
}
