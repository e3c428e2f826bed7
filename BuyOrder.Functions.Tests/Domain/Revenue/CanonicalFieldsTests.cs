using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>The bytes that are hashed: each field behind its length.</summary>
public sealed class CanonicalFieldsTests
{
    [Theory]
    [InlineData(null, "FFFFFFFF")]
    [InlineData("", "00000000")]
    [InlineData("ab", "000000026162")]
    [InlineData("é", "00000002C3A9")]
    public void Text_is_its_length_in_bytes_and_its_bytes_and_absent_text_a_length_alone(string? text, string bytes) =>
        Assert.Equal(bytes, Hex(new CanonicalFields().Text(text)));

    [Theory]
    [InlineData(0, "0000000130")]
    [InlineData(-12, "000000032D3132")]
    [InlineData(long.MinValue, "000000142D39323233333732303336383534373735383038")]
    public void Number_is_written_in_decimal_digits(long value, string bytes) => Assert.Equal(bytes, Hex(new CanonicalFields().Number(value)));

    [Fact]
    public void Time_is_written_in_UTC_with_seven_decimals() => Assert.Equal(
        "0000001C" + Convert.ToHexString("2026-11-20T10:00:00.0000012Z"u8),
        Hex(new CanonicalFields().Time(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(12))));

    [Fact]
    public void Fields_follow_each_other_past_any_first_size_of_the_buffer()
    {
        var hash = Sha256Hash.Of("abc"u8);

        Assert.Equal(
            $"00000258{string.Concat(Enumerable.Repeat("78", 600))}00000020{Convert.ToHexString(hash.ToArray())}0000000137",
            Hex(new CanonicalFields().Text(new string('x', 600)).Hash(hash).Number(7)));
    }

    private static string Hex(CanonicalFields fields) => Convert.ToHexString(fields.Written);
}
