using System.Text.Json;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Which JSON is text, told before the platform's reader would stumble.</summary>
public sealed class JsonUnicodeTests
{
    [Theory]
    [InlineData("""{"a":"\ud83d\ude00"}""", true)]
    [InlineData("""{"\ud83d\ude00":"\u00e9 \\ud800"}""", true)]
    [InlineData("""["\\\ud83d\ude00\n"]""", true)]
    [InlineData("""["😀"]""", true)]
    [InlineData("""["\ud800"]""", false)]
    [InlineData("""["\udc00"]""", false)]
    [InlineData("""["\uD800x"]""", false)]
    [InlineData("""["\ud83d\ud83d\ude00"]""", false)]
    [InlineData("""["\ud83d\n"]""", false)]
    [InlineData("""["\ud83d\u0041"]""", false)]
    [InlineData("""{"a":{"\udc00":1}}""", false)]
    public void Half_a_character_is_no_text_in_values_and_in_names(string json, bool isText) =>
        Assert.Equal(isText, JsonUnicode.IsText(System.Text.Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(0xff)]
    [InlineData(0xc3)]
    [InlineData(0xed, 0xa0, 0x80)]
    [InlineData(0xf4, 0x90, 0x80, 0x80)]
    public void Bytes_that_are_no_Unicode_are_no_text(params int[] bytes) =>
        Assert.False(JsonUnicode.IsText([(byte)'"', .. bytes.Select(value => (byte)value), (byte)'"']));

    [Fact]
    public void Every_string_that_is_text_can_be_read_and_every_other_cannot()
    {
        const int many = 20_000;
        string[] parts = ["\\ud800", "\\udbff", "\\udc00", "\\udfff", "\\ud7ff", "\\ue000", "\\\\", "\\u0000", "\\n", "a", "é", "u"];
        var random = new Random(1);
        for (var number = 0; number < many; number++)
        {
            var json = System.Text.Encoding.UTF8.GetBytes($"\"{string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]))}\"");
            using var document = JsonDocument.Parse(json);

            var unreadable = Record.Exception(() => document.RootElement.GetString());

            Assert.True(JsonUnicode.IsText(json) == unreadable is null, System.Text.Encoding.UTF8.GetString(json));
        }
    }
}
