using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

public sealed class RevertReasonTests
{
    private static readonly AbiError Insufficient =
        AbiError.Parse("error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)");

    private static readonly AbiError Message = AbiError.Parse("Error(string)");
    private static readonly AbiError Panic = AbiError.Parse("Panic(uint256)");

    [Fact]
    public void A_message_is_read()
    {
        // The example of Solidity's documentation.
        var data = Hex.Decode(
            "0x08c379a0"
            + "0000000000000000000000000000000000000000000000000000000000000020"
            + "000000000000000000000000000000000000000000000000000000000000001a"
            + "4e6f7420656e6f7567682045746865722070726f76696465642e000000000000");

        var reason = RevertReason.Decode(data);

        Assert.Equal((RevertKind.Message, "Not enough Ether provided."), (reason.Kind, reason.Text));
    }

    [Theory]
    [InlineData(0x00, "panic 0x00: generic compiler check")]
    [InlineData(0x01, "panic 0x01: assertion failed")]
    [InlineData(0x11, "panic 0x11: arithmetic overflow or underflow")]
    [InlineData(0x12, "panic 0x12: division or modulo by zero")]
    [InlineData(0x21, "panic 0x21: value outside of its enum")]
    [InlineData(0x22, "panic 0x22: storage byte array encoded wrongly")]
    [InlineData(0x31, "panic 0x31: pop from an empty array")]
    [InlineData(0x32, "panic 0x32: array index out of bounds")]
    [InlineData(0x41, "panic 0x41: too much memory allocated")]
    [InlineData(0x51, "panic 0x51: call of an uninitialised internal function")]
    [InlineData(0x7F, "panic 0x7f: unknown code")]
    public void A_panic_is_told_with_its_meaning(int code, string text)
    {
        var reason = RevertReason.Decode(Panic.Encode(code));

        Assert.Equal((RevertKind.Panic, text), (reason.Kind, reason.Text));
        Assert.Equal("0x4e487b71", reason.Selector.ToString());
    }

    [Fact]
    public void A_known_custom_error_is_told_with_its_values_and_an_unknown_one_by_its_selector()
    {
        var data = Insufficient.Encode(Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), 5, 7);

        var known = RevertReason.Decode(data, Insufficient);
        var unknown = RevertReason.Decode(data);

        Assert.Equal(RevertKind.Custom, known.Kind);
        Assert.Equal("ERC20InsufficientBalance(0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed, 5, 7)", known.Text);
        Assert.Equal((RevertKind.Unrecognised, "reverted with 0xe450d38c and 96 more bytes"), (unknown.Kind, unknown.Text));
        Assert.Equal(Insufficient.Selector, unknown.Selector);
    }

    [Fact]
    public void No_data_and_a_stub_of_data_are_reasons_too()
    {
        Assert.Equal(RevertKind.Empty, RevertReason.Decode(ReadOnlyMemory<byte>.Empty).Kind);
        Assert.Equal("reverted with 0x0102", RevertReason.Decode((byte[])[1, 2]).Text);
    }

    [Fact]
    public void A_hostile_message_stays_short_and_on_one_line()
    {
        var reason = RevertReason.Decode(Message.Encode("a\r\nb\u0007c" + new string('x', 10_000)));

        Assert.StartsWith("a  b c", reason.Text, StringComparison.Ordinal);
        Assert.Equal(RevertReason.MaxTextLength, reason.Text.Length);
        Assert.DoesNotContain(reason.Text, char.IsControl);
    }

    [Property(MaxTest = 1000)]
    public bool Any_bytes_are_some_reason(byte[] noise) =>
        RevertReason.Decode(noise, Insufficient).Kind is RevertKind.Empty or RevertKind.Unrecognised
        && RevertReason.Decode((byte[])[0x08, 0xC3, 0x79, 0xA0, .. noise]).Text.Length > 0
        && RevertReason.Decode((byte[])[0x4E, 0x48, 0x7B, 0x71, .. noise]).Kind is RevertKind.Unrecognised or RevertKind.Panic;
}
