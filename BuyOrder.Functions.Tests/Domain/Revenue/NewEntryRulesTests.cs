using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>Which ids and texts a new sale may have.</summary>
public sealed class NewEntryRulesTests
{
    private static readonly RevenueMessage Sale = ReadMessages.Read(TestMessage.Sale("a"));
    private static readonly RevenueMessage Refund = ReadMessages.Read(TestMessage.Refund("a", "1.00", "s"));
    private static readonly Rejection HalfPair = new("invalid_json", null, "The text holds half a surrogate pair.");

    [Theory]
    [InlineData(0x0600)]
    [InlineData(0x0603)]
    [InlineData(0x0605)]
    [InlineData(0x06DD)]
    [InlineData(0x070F)]
    [InlineData(0x0890)]
    [InlineData(0x0891)]
    [InlineData(0x08E2)]
    [InlineData(0x110BD)]
    [InlineData(0x110CD)]
    public void Marks_of_numbers_are_visible_though_they_are_format_characters(int rune) => Assert.Null(CheckInside(rune));

    [Theory]
    [InlineData(0x034E)]
    [InlineData(0x0350)]
    [InlineData(0x115E)]
    [InlineData(0x1161)]
    [InlineData(0x17B3)]
    [InlineData(0x17B6)]
    [InlineData(0x180A)]
    [InlineData(0x1810)]
    [InlineData(0x3163)]
    [InlineData(0x3165)]
    [InlineData(0xFDFC)]
    [InlineData(0xFE10)]
    [InlineData(0xFF9F)]
    [InlineData(0xFFA1)]
    [InlineData(0x1F600)]
    [InlineData(0xE000)]
    [InlineData(0x00A0)]
    [InlineData(0x0020)]
    public void Characters_that_take_up_space_are_allowed_inside_an_id(int rune) => Assert.Null(CheckInside(rune));

    [Theory]
    [InlineData(0x034F)]
    [InlineData(0x115F)]
    [InlineData(0x1160)]
    [InlineData(0x17B4)]
    [InlineData(0x17B5)]
    [InlineData(0x180B)]
    [InlineData(0x180D)]
    [InlineData(0x180F)]
    [InlineData(0x3164)]
    [InlineData(0xFE00)]
    [InlineData(0xFE07)]
    [InlineData(0xFE0F)]
    [InlineData(0xFFA0)]
    [InlineData(0xE0100)]
    [InlineData(0xE0141)]
    [InlineData(0xE01EF)]
    public void Characters_that_show_nothing_are_refused(int rune) => Assert.Equal("invalid_id", CheckInside(rune)?.Reason);

    [Theory]
    [InlineData(0x0001)]
    [InlineData(0x007F)]
    [InlineData(0x0085)]
    [InlineData(0x0378)]
    [InlineData(0xFFFF)]
    [InlineData(0x00AD)]
    [InlineData(0x061C)]
    [InlineData(0x200B)]
    [InlineData(0x2060)]
    [InlineData(0xE0001)]
    public void Control_unassigned_and_format_characters_are_refused(int rune) => Assert.Equal("invalid_id", CheckInside(rune)?.Reason);

    [Theory]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData(" ")]
    [InlineData("\u3000a")]
    [InlineData("a\u00A0")]
    public void White_space_at_either_end_is_refused_with_the_whole_rule(string id) => Assert.Equal(
        new Rejection(
            "invalid_id",
            "id",
            "The id of a new entry has 1 to 128 UTF-16 units, no white space at either end, no control, unassigned or zero-width characters."),
        NewEntryRules.Check(Sale with { Id = id }, "{}"u8));

    [Fact]
    public void Half_a_surrogate_pair_in_any_text_is_refused_before_the_id()
    {
        Assert.Equal(HalfPair, NewEntryRules.Check(Sale with { Id = " a" }, """{"x":"\ud800"}"""u8));
        Assert.Equal(HalfPair, NewEntryRules.Check(Sale, """{"\udc00":1}"""u8));
        Assert.Equal(HalfPair, NewEntryRules.Check(Sale, """{"x":1,"y":[true,{"z":["\ude00\ud83d"]}]}"""u8));
    }

    [Fact]
    public void Escapes_that_make_whole_characters_are_taken_beside_any_other_value() =>
        Assert.Null(NewEntryRules.Check(Sale, """{"x":"\ud83d\ude00","\u0041":12,"y":[true,false,null,"\\ud800"]}"""u8));

    [Fact]
    public void Refund_is_never_refused()
    {
        Assert.Null(NewEntryRules.Check(Refund with { Id = " \u200B" }, "{}"u8));
        Assert.Null(NewEntryRules.Check(Refund, """{"x":"\ud800"}"""u8));
    }

    private static Rejection? CheckInside(int rune) => NewEntryRules.Check(Sale with { Id = $"a{char.ConvertFromUtf32(rune)}b" }, "{}"u8);
}
