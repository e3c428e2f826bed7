using BuyOrder.Domain.Revenue;
using static BuyOrder.Functions.Tests.Domain.Revenue.ReadMessages;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>What a sender is told of a message that can never become an entry, to the letter.</summary>
public sealed class RejectionTests
{
    private const string NoDecimal = "The decimal must be plain digits, as 1499.00, without sign, spaces or grouping.";
    private const string NoId = "An id has 1 to 128 UTF-16 units, no control characters, no half surrogate pairs.";
    private const string NoObject = "The metadata must be a JSON object.";
    private const string NoRate = "The rate must be more than 0 and at most 999999999999999999 with at most 18 digits and 28 decimals.";
    private const string NoString = "The member must be a string.";
    private const string NoSaleId = "A refund names its sale by id: 1 to 128 UTF-16 units, no control characters, no half surrogate pairs.";
    private const string NoTime =
        "The time must be RFC 3339 with an offset, as 2026-11-20T10:00:00Z, with at most 9 decimals, in the years 2000 to 9999 (UTC).";
    private const string Thousands =
        " A text with three decimals may mean thousands: 1.500 is fifteen hundred in many places. Send fewer decimals, or a JSON number.";

    private static readonly string[] InOrder =
        ["id", "kind", "source", "amount", "currency", "occurredAt", "refundOf", "exchangeRate", "metadata"];

    [Theory]
    [InlineData("id", "null", "missing_member", "The member is required.")]
    [InlineData("id", "7", "wrong_type", NoString)]
    [InlineData("id", "\"\"", "invalid_id", NoId)]
    [InlineData("kind", "\"Sale\"", "unknown_kind", "The kind must be one of sale, refund.")]
    [InlineData("source", "\"COURSE_SALE\"", "unknown_source", "The source must be one of course_sale, subscription, other.")]
    [InlineData("amount", "null", "missing_member", "The member is required.")]
    [InlineData("amount", "true", "wrong_type", "The member must be a decimal, as a string or a number.")]
    [InlineData("amount", "\"+1\"", "invalid_amount", NoDecimal)]
    [InlineData("amount", "0", "amount_not_positive", "The amount must be more than 0 and at most 10000000000000000.00.")]
    [InlineData("amount", "10.005", "too_many_decimals", "The amount has 3 decimals; ZAR has at most 2.")]
    [InlineData("amount", "\"10.00005\"", "too_many_decimals", "The amount has 5 decimals; ZAR has at most 2.")]
    [InlineData("amount", "\"10.001\"", "too_many_decimals", "The amount has 3 decimals; ZAR has at most 2." + Thousands)]
    [InlineData("amount", "1e300", "amount_too_large", "The amount is more than 1000000000000000000 minor units of ZAR.")]
    [InlineData("currency", "\"zar\"", "unknown_currency", "The currency must be a code of ISO 4217 in upper case.")]
    [InlineData("occurredAt", "\"2026-11-20\"", "invalid_occurred_at", NoTime)]
    [InlineData("occurredAt", "\"1999-12-31T23:59:59.9999999Z\"", "invalid_occurred_at", NoTime)]
    [InlineData("refundOf", "\"s\"", "unexpected_refund_of", "Only a refund names a sale; is kind missing?")]
    [InlineData("exchangeRate", "0", "invalid_exchange_rate", NoRate)]
    [InlineData("exchangeRate", "\"1e1\"", "invalid_exchange_rate", NoDecimal)]
    [InlineData("metadata", "[]", "wrong_type", NoObject)]
    [InlineData("metadata", "\"\\ud800\"", "wrong_type", NoObject)]
    public void Rejection_says_what_is_wrong_with_a_member(string member, string json, string reason, string detail) =>
        Assert.Equal(new Rejection(reason, member, detail), Refused(Body((member, json))));

    [Fact]
    public void Three_decimals_alone_may_mean_thousands() => Assert.Equal(
        new Rejection("too_many_decimals", "amount", "The amount has 1 decimals; JPY has at most 0."),
        Refused(Body(("currency", "\"JPY\""), ("amount", "\"1.5\""))));

    [Theory]
    [InlineData("id", "\"a\\u0085\"", "invalid_id", NoId)]
    [InlineData("id", "\"😀\\u0007\"", "invalid_id", NoId)]
    [InlineData("refundOf", "null", "missing_member", "The member is required.")]
    [InlineData("refundOf", "\"\"", "invalid_refund_of", NoSaleId)]
    [InlineData("refundOf", "\"a\\u0007\"", "invalid_refund_of", NoSaleId)]
    public void Ids_of_a_refund_are_held_to_their_rule(string member, string json, string reason, string detail) =>
        Assert.Equal(new Rejection(reason, member, detail), Refused(Body(("kind", "\"refund\""), ("refundOf", "\"s\""), (member, json))));

    [Theory]
    [InlineData("[]", "not_an_object", null, "The message must be a JSON object.")]
    [InlineData("{\"a\\udc00\":1}", "invalid_json", null, "A member's name holds half a surrogate pair.")]
    [InlineData("{\"id\":\"a\\ud800\"}", "invalid_json", "id", "The text holds half a surrogate pair.")]
    [InlineData("{\"x\":1,\"x\":2}", "duplicate_member", "x", "The member is in the message twice.")]
    [InlineData("x", "invalid_json", null, "The message is not one JSON value nested at most 64 deep: see line 1, byte 1.")]
    [InlineData("{\n\"id\":x}", "invalid_json", null, "The message is not one JSON value nested at most 64 deep: see line 2, byte 6.")]
    public void Rejection_says_what_is_wrong_with_the_message_as_a_whole(string body, string reason, string? member, string detail) =>
        Assert.Equal(new Rejection(reason, member, detail), Refused(TestMessage.Broken(body)));

    [Fact]
    public void Body_of_another_size_or_encoding_is_told_as_such()
    {
        Assert.Equal(
            new Rejection("too_large", null, "The message has 32769 bytes; at most 32768 are allowed."), Refused(new byte[RevenueMessageReader.MaxBytes + 1]));
        Assert.Equal(new Rejection("invalid_json", null, "The message is not UTF-8."), Refused([(byte)'{', 0xFF, (byte)'}']));
    }

    [Fact]
    public void First_fault_in_the_order_of_the_members_is_the_one_told()
    {
        for (var first = 0; first < InOrder.Length; first++)
        {
            (string, string?)[] faults = [.. InOrder[first..].Select(member => (member, "[]"))];
            Assert.Equal(InOrder[first], Refused(Body(faults)).Member);
        }
    }

    [Fact]
    public void Operator_may_accept_what_is_not_plausible_or_not_settled_and_nothing_else()
    {
        string[] reasons =
        [
            RejectionReason.InvalidJson, RejectionReason.InvalidId, RejectionReason.ConflictingDuplicate, RejectionReason.LedgerFull,
            RejectionReason.ImplausibleAmount, RejectionReason.ImplausibleRate, RejectionReason.ImplausibleTime, RejectionReason.NotSettled, "",
        ];

        Assert.Equal(["implausible_amount", "implausible_rate", "implausible_time", "not_settled"], reasons.Where(RejectionReason.CanBeAccepted));
    }
}
