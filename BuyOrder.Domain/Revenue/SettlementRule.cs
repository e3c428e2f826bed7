using System.Text;
using System.Text.Json;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// A sale that its payment service marks as a test or as not paid brings no money. Only the message's own members are looked at, never
/// its metadata; values of another form say nothing.
/// </summary>
internal static class SettlementRule
{
    /// <summary>Null for a sale that counts.</summary>
    internal static Rejection? Check(RevenueMessage sale, StatusWords? notSettled)
    {
        if (sale.UnknownMembers is not { } members)
            return null;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(members));
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = MessageMembers.ReadText(ref reader);
            reader.Read();
            if (Check(name, ref reader, notSettled) is { } rejection)
                return rejection;
            reader.Skip();
        }
        return null;
    }

    private static Rejection? Check(string? name, ref Utf8JsonReader value, StatusWords? notSettled) => (name, value.TokenType) switch
    {
        ("livemode", JsonTokenType.False) => Refusal("livemode", "The sale is a test: its livemode is false."),
        ("test", JsonTokenType.True) => Refusal("test", "The sale is a test: its test is true."),
        ("status", JsonTokenType.String) when notSettled is not null && MessageMembers.ReadText(ref value) is { } status && notSettled.Contains(status) =>
            Refusal("status", "The sale's status is one of those that are not settled: send it when the money has come."),
        _ => null,
    };

    private static Rejection Refusal(string member, string detail) => new(RejectionReason.NotSettled, member, detail);
}
