using System.Text;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using static BuyOrder.Functions.Tests.Domain.Revenue.ReadMessages;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

public sealed class RevenueMessageReaderTests
{
    [Fact]
    public void Message_is_read_with_all_its_members()
    {
        var message = Read(
            """
            { "id": "r-1", "kind": "refund", "source": "other", "amount": 10.5, "currency": "EUR", "occurredAt": "2026-11-20T10:00:00.1234567+01:30",
              "refundOf": "s-1", "exchangeRate": 20.125, "metadata": { "a": [1, "ü"] }, "x": 1.50, "y" : null }
            """);

        Assert.Equal("r-1", message.Id);
        Assert.Equal(RevenueKind.Refund, message.Kind);
        Assert.Equal(RevenueSource.Other, message.Source);
        Assert.Equal(new CurrencyAmount(Currency.Find("EUR")!, 1050), message.Amount);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 30, 0, TimeSpan.Zero).AddTicks(1234567), message.OccurredAt);
        Assert.Equal("s-1", message.RefundOf);
        Assert.Equal("20.125", message.ExchangeRate!.ToString());
        Assert.Equal("""{ "a": [1, "ü"] }""", message.Metadata);
        Assert.Equal("""{"x": 1.50,"y" : null}""", message.UnknownMembers);
    }

    [Fact]
    public void Message_is_a_sale_without_extras_when_only_the_required_members_are_there()
    {
        var message = Read("""{"id":"a","source":"course_sale","amount":"1","currency":"ZAR","occurredAt":"2026-01-01T00:00:00Z","kind":null,"metadata":null}""");

        Assert.Equal(RevenueKind.Sale, message.Kind);
        Assert.Null(message.RefundOf);
        Assert.Null(message.ExchangeRate);
        Assert.Null(message.Metadata);
        Assert.Null(message.UnknownMembers);
    }

    [Theory]
    [InlineData("", "invalid_json")]
    [InlineData("nonsense", "invalid_json")]
    [InlineData("{\"id\":\"a\"", "invalid_json")]
    [InlineData("{\"id\":\"a\"} {}", "invalid_json")]
    [InlineData("{\"id\":\"a\",}", "invalid_json")]
    [InlineData("{/* */\"id\":\"a\"}", "invalid_json")]
    [InlineData("{'id':'a'}", "invalid_json")]
    [InlineData("{\"id\":NaN}", "invalid_json")]
    [InlineData("{\"id\":\"a\\ud800\"}", "invalid_json")]
    [InlineData("{\"a\\udc00\":1}", "invalid_json")]
    [InlineData("[]", "not_an_object")]
    [InlineData("\"text\"", "not_an_object")]
    [InlineData("12", "not_an_object")]
    [InlineData("null", "not_an_object")]
    [InlineData("{\"id\":\"a\",\"id\":\"a\"}", "duplicate_member")]
    [InlineData("{\"id\":\"a\",\"\\u0069d\":\"b\"}", "duplicate_member")]
    [InlineData("{\"x\":1,\"x\":2}", "duplicate_member")]
    [InlineData("{}", "missing_member")]
    public void Body_is_rejected_when_it_is_not_one_object_with_distinct_members(string body, string reason) =>
        Assert.Equal(reason, Refused(Encoding.UTF8.GetBytes(body)).Reason);

    [Theory]
    [InlineData("id", "null", "missing_member")]
    [InlineData("id", "7", "wrong_type")]
    [InlineData("id", "\"\"", "invalid_id")]
    [InlineData("id", "\"a\\u0000\"", "invalid_id")]
    [InlineData("id", "\"a\\n\"", "invalid_id")]
    [InlineData("id", "\"\\u0085\"", "invalid_id")]
    [InlineData("id", "\" a\"", "invalid_id")]
    [InlineData("id", "\"a \"", "invalid_id")]
    [InlineData("id", "\" \"", "invalid_id")]
    [InlineData("id", "\"\\u00a0a\"", "invalid_id")]
    [InlineData("id", "\"a\\u2028\"", "invalid_id")]
    [InlineData("id", "\"a\\u3000\"", "invalid_id")]
    [InlineData("id", "\"a\\u200bb\"", "invalid_id")]
    [InlineData("id", "\"a\\u200db\"", "invalid_id")]
    [InlineData("id", "\"a\\u2060b\"", "invalid_id")]
    [InlineData("id", "\"\\ufeffa\"", "invalid_id")]
    [InlineData("id", "\"a\\u00adb\"", "invalid_id")]
    [InlineData("id", "\"a\\u202eb\"", "invalid_id")]
    [InlineData("id", "\"a\\u034fb\"", "invalid_id")]
    [InlineData("id", "\"a\\ufe0fb\"", "invalid_id")]
    [InlineData("id", "\"a\\u3164b\"", "invalid_id")]
    [InlineData("id", "\"a\\udb40\\udc41b\"", "invalid_id")]
    [InlineData("id", "\"a\\u0378b\"", "invalid_id")]
    [InlineData("id", "\"a\\uffffb\"", "invalid_id")]
    [InlineData("id", "\"a\\udbff\\udfffb\"", "invalid_id")]
    [InlineData("kind", "\"Sale\"", "unknown_kind")]
    [InlineData("kind", "true", "wrong_type")]
    [InlineData("source", "\"COURSE_SALE\"", "unknown_source")]
    [InlineData("source", "\"\"", "unknown_source")]
    [InlineData("source", "{}", "wrong_type")]
    [InlineData("amount", "\"\"", "invalid_amount")]
    [InlineData("amount", "\"+1\"", "invalid_amount")]
    [InlineData("amount", "\"1,000.00\"", "invalid_amount")]
    [InlineData("amount", "\" 1\"", "invalid_amount")]
    [InlineData("amount", "\"NaN\"", "invalid_amount")]
    [InlineData("amount", "\"1e2\"", "invalid_amount")]
    [InlineData("amount", "1e1000", "invalid_amount")]
    [InlineData("amount", "true", "wrong_type")]
    [InlineData("amount", "[1]", "wrong_type")]
    [InlineData("amount", "0", "amount_not_positive")]
    [InlineData("amount", "-1", "amount_not_positive")]
    [InlineData("amount", "\"-0.00\"", "amount_not_positive")]
    [InlineData("amount", "\"10.000\"", "too_many_decimals")]
    [InlineData("amount", "10.005", "too_many_decimals")]
    [InlineData("amount", "\"10.00005\"", "too_many_decimals")]
    [InlineData("amount", "\"0.0000\"", "amount_not_positive")]
    [InlineData("amount", "1.00000000000000000000000000000000000000001", "too_many_decimals")]
    [InlineData("amount", "1e-3", "too_many_decimals")]
    [InlineData("amount", "1e300", "amount_too_large")]
    [InlineData("amount", "\"1000000000000.01\"", "amount_too_large")]
    [InlineData("amount", "\"99999999999999999999999999999999999999999999\"", "amount_too_large")]
    [InlineData("currency", "\"zar\"", "unknown_currency")]
    [InlineData("currency", "\"XXX\"", "unknown_currency")]
    [InlineData("currency", "1", "wrong_type")]
    [InlineData("currency", "\"USD\"", "no_exchange_rate")]
    [InlineData("occurredAt", "\"2026-11-20\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20 10:00:00Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-02-29T10:00:00Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T24:00:00Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T23:59:60Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00+24:00\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00+0200\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00 02:00\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00+02.00\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00+02:60\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00.Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"2026-11-20T10:00:00.1234567890Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"1999-12-31T23:59:59Z\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "\"9999-12-31T23:59:59-00:01\"", "invalid_occurred_at")]
    [InlineData("occurredAt", "1763632800", "wrong_type")]
    [InlineData("refundOf", "\"s\"", "unexpected_refund_of")]
    [InlineData("exchangeRate", "\"18.5\"", "invalid_exchange_rate")]
    [InlineData("exchangeRate", "0", "invalid_exchange_rate")]
    [InlineData("exchangeRate", "\"x\"", "invalid_exchange_rate")]
    [InlineData("exchangeRate", "false", "wrong_type")]
    [InlineData("metadata", "\"text\"", "wrong_type")]
    [InlineData("metadata", "[]", "wrong_type")]
    public void Message_is_rejected_naming_reason_and_member(string member, string json, string reason)
    {
        var rejection = Refused(Body((member, json)));

        Assert.Equal(reason, rejection.Reason);
        Assert.Equal(reason == "no_exchange_rate" ? "exchangeRate" : member, rejection.Member);
        Assert.InRange(rejection.Detail.Length, 10, 300);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("source")]
    [InlineData("amount")]
    [InlineData("currency")]
    [InlineData("occurredAt")]
    public void Message_is_rejected_when_a_required_member_is_missing(string member)
    {
        var rejection = Refused(Body((member, null)));

        Assert.Equal(RejectionReason.MissingMember, rejection.Reason);
        Assert.Equal(member, rejection.Member);
    }

    [Fact]
    public void Refund_is_rejected_without_the_id_of_its_sale()
    {
        var missing = Refused(Body(("kind", "\"refund\"")));
        var empty = Refused(Body(("kind", "\"refund\""), ("refundOf", "\"\"")));

        Assert.Equal((RejectionReason.MissingMember, "refundOf"), (missing.Reason, missing.Member));
        Assert.Equal((RejectionReason.InvalidRefundOf, "refundOf"), (empty.Reason, empty.Member));
    }

    [Fact]
    public void Id_may_have_128_units_of_any_text_and_not_one_more()
    {
        var longest = string.Concat(Enumerable.Repeat("😀", 64));

        Assert.Equal(longest, Read(Body(("id", $"\"{longest}\""))).Id);
        Assert.Equal(RejectionReason.InvalidId, Refused(Body(("id", $"\"{longest}a\""))).Reason);
    }

    [Theory]
    [InlineData("2026-11-20t10:00:00z", 0)]
    [InlineData("2026-11-20T12:30:00+02:30", 0)]
    [InlineData("2026-11-19T10:01:00-23:59", 0)]
    [InlineData("2026-11-20T10:00:00-00:00", 0)]
    [InlineData("2026-11-20T10:00:00.000000199Z", 1)]
    [InlineData("2026-11-20T10:00:00.5Z", 5_000_000)]
    public void Time_is_read_with_any_offset_and_kept_to_100_nanoseconds(string text, long ticks) =>
        Assert.Equal(
            new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero).AddTicks(ticks), Read(Body(("occurredAt", $"\"{text}\""))).OccurredAt);

    [Theory]
    [InlineData("1", 100)]
    [InlineData("\"1.5\"", 150)]
    [InlineData("1.5e1", 1500)]
    [InlineData("0.1", 10)]
    [InlineData("0.29", 29)]
    [InlineData("1000000000000.00", 100_000_000_000_000)]
    [InlineData("10.000", 1000)]
    [InlineData("1499.0000", 149_900)]
    [InlineData("1.0e1", 1000)]
    [InlineData("\"10.0000\"", 1000)]
    [InlineData("\"1499.05000\"", 149_905)]
    [InlineData("10.50000000000000000000000000000000000000000000000000", 1050)]
    [InlineData("\"0.0500000000000000000000000000000000000000000000000\"", 5)]
    public void Amount_is_exact_as_text_and_as_number(string json, long cents) => Assert.Equal(new Zar(cents), Valued(Body(("amount", json))).Value);

    [Fact]
    public void Rand_may_carry_the_rate_one_and_no_other()
    {
        Assert.Null(Valued(Body(("exchangeRate", "1.00"))).AppliedRate);
        Assert.Equal(RejectionReason.InvalidExchangeRate, Refused(Body(("exchangeRate", "1.01"))).Reason);
    }

    [Fact]
    public void Sale_worth_less_than_half_a_cent_is_recorded_with_no_value()
    {
        var revenue = Valued(Body(("currency", "\"IRR\""), ("amount", "1"), ("exchangeRate", "0.00001")));

        Assert.Equal(Zar.Zero, revenue.Value);
        Assert.Equal("0.00001", revenue.AppliedRate!.ToString());
        Assert.Equal("message", revenue.RateOrigin);
    }

    [Theory]
    [InlineData("2026-11-30T21:59:59.9999999Z", "2026-11-30")]
    [InlineData("2026-11-30T22:00:00Z", "2026-12-01")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31")]
    public void Day_is_that_of_the_business_time_zone(string occurredAt, string day) =>
        Assert.Equal(DateOnly.Parse(day, null), Valued(Body(("occurredAt", $"\"{occurredAt}\""))).Day);

    [Fact]
    public void Byte_order_mark_is_skipped()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Body()];

        Assert.True(RevenueMessageReader.TryRead(marked, out _, out _));
    }

    [Fact]
    public void Body_is_rejected_when_it_is_not_UTF_8()
    {
        var body = Body();
        body[Array.IndexOf(body, (byte)'m')] = 0xFF;

        Assert.Equal(RejectionReason.InvalidJson, Refused(body).Reason);
    }

    [Fact]
    public void Body_may_have_32_KiB_and_not_one_byte_more()
    {
        var shortest = Body(("metadata", "{\"a\":\"\"}")).Length;
        var fill = new string('x', RevenueMessageReader.MaxBytes - shortest);

        Assert.NotNull(Read(Body(("metadata", $"{{\"a\":\"{fill}\"}}"))).Metadata);
        Assert.Equal(RejectionReason.TooLarge, Refused(Body(("metadata", $"{{\"a\":\"{fill}x\"}}"))).Reason);
    }

    [Fact]
    public void Nesting_deeper_than_64_is_rejected()
    {
        static byte[] Nested(int depth) => Body(("metadata", "{\"a\":" + new string('[', depth) + new string(']', depth) + "}"));

        Assert.NotNull(Read(Nested(62)));
        Assert.Equal(RejectionReason.InvalidJson, Refused(Nested(63)).Reason);
    }

    [Fact]
    public void Names_shown_in_a_rejection_are_short_and_clean()
    {
        var name = "\\u0007" + new string('n', 62) + "😀";

        var rejection = Refused(Encoding.UTF8.GetBytes($"{{\"{name}\":1,\"{name}\":2}}"));

        Assert.Equal("?" + new string('n', 62) + "…", rejection.Member);
    }
}
