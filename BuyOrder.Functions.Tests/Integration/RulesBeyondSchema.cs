using System.Globalization;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Integration;

/// <summary>Why the reader refuses what the schema accepts: the rules that the language of schemas cannot state, by their titles in the docs.</summary>
internal static class RulesBeyondSchema
{
    public const string Size = "The message has at most 32 KiB";
    public const string Depth = "It is nested at most 64 deep";
    public const string Twice = "No member comes twice";
    public const string HalfPair = "No text of a sale, and none of a refund's own members, holds half a surrogate pair";
    public const string Units = "`id` and `refundOf` have at most 128 UTF-16 units";
    public const string Unseen = "The `id` of a sale has no character that Unicode has not assigned, and none beyond its first 65 536 that is not seen";
    public const string NumberAmount = "An `amount` as a number has no more decimals than its currency, and an exponent of at most three digits";
    public const string NumberRate = "An `exchangeRate` as a number has at most 18 digits and 28 decimals, and an exponent of at most three digits";
    public const string Calendar = "`occurredAt` is a day of the calendar, in the years 2000 to 9999 in UTC";

    private const int FirstPlane = 0xFFFF;

    public static IReadOnlyList<string> All { get; } = [Size, Depth, Twice, HalfPair, Units, Unseen, NumberAmount, NumberRate, Calendar];

    /// <summary>Null when no rule explains the refusal: then the schema is wrong.</summary>
    public static string? Explaining(Rejection rejection, JsonElement message) => rejection switch
    {
        { Reason: RejectionReason.TooLarge } => Size,
        { Reason: RejectionReason.DuplicateMember } => Twice,
        { Reason: RejectionReason.InvalidJson } => DepthOf(message) > 64 ? Depth : HalfPair,
        { Reason: RejectionReason.InvalidId or RejectionReason.InvalidRefundOf } => OfText(Text(message, rejection.Member!)),
        { Reason: RejectionReason.TooManyDecimals or RejectionReason.InvalidAmount } when IsNumber(message, "amount") => NumberAmount,
        { Reason: RejectionReason.InvalidExchangeRate } when IsNumber(message, "exchangeRate") => NumberRate,
        { Reason: RejectionReason.InvalidOccurredAt } => Calendar,
        _ => null,
    };

    private static string? OfText(string text) => text.Length > 128 ? Units
        : text.EnumerateRunes().Any(IsBeyondSchema) ? Unseen
        : null;

    private static bool IsBeyondSchema(Rune rune) => rune.Value > FirstPlane || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned;

    private static string Text(JsonElement message, string member) => message.GetProperty(member).GetString()!;

    private static bool IsNumber(JsonElement message, string member) => message.GetProperty(member).ValueKind == JsonValueKind.Number;

    private static int DepthOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => DepthOf(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(DepthOf).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
