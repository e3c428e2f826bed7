using System.Text;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

public sealed class ContentHashTests
{
    private const string Message =
        """{"id":"a","kind":"refund","source":"other","amount":"10.50","currency":"EUR","occurredAt":"2026-11-20T10:00:00Z","refundOf":"s","exchangeRate":"20.1"}""";

    [Theory]
    [InlineData("\"10.50\"", "10.5")]
    [InlineData("\"20.1\"", "20.100")]
    [InlineData("T10:00:00Z", "T12:00:00.000+02:00")]
    [InlineData("{\"id\"", "{ \"metadata\": {\"x\":1}, \"unknown\": 2, \"id\"")]
    [InlineData("\"id\":\"a\"", "\"id\":\"b\"")]
    public void Content_is_the_same_when_only_its_form_differs(string part, string other) =>
        Assert.Equal(Hash(Message), Hash(Message.Replace(part, other, StringComparison.Ordinal)));

    [Theory]
    [InlineData("10.50", "10.51")]
    [InlineData("\"other\"", "\"subscription\"")]
    [InlineData("EUR", "USD")]
    [InlineData("T10:00:00Z", "T10:00:00.0000001Z")]
    [InlineData("\"s\"", "\"t\"")]
    [InlineData("20.1", "20.2")]
    [InlineData("\"refund\",", "\"sale\",")]
    public void Content_differs_when_any_part_of_the_payment_does(string part, string other)
    {
        var changed = Message.Replace(part, other, StringComparison.Ordinal);
        if (changed.Contains("\"sale\"", StringComparison.Ordinal))
            changed = changed.Replace("\"refundOf\":\"s\",", "", StringComparison.Ordinal);

        Assert.NotEqual(Hash(Message), Hash(changed));
    }

    private static Sha256Hash Hash(string json)
    {
        Assert.True(RevenueMessageReader.TryRead(Encoding.UTF8.GetBytes(json), out var message, out var rejection), rejection?.ToString());
        return RevenueHashes.Content(message);
    }
}
