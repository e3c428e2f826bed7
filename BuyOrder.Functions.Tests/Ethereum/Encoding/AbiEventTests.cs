using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

public sealed class AbiEventTests
{
    private static readonly AbiEvent Transfer = AbiEvent.Parse("event Transfer(address indexed from, address indexed to, uint256 value)");
    private static readonly Address Alice = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static readonly Address Bob = Address.Parse("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");

    [Fact]
    public void A_transfer_is_read_from_its_log()
    {
        var read = Transfer.TryDecode(Log([Transfer.Topic, Topic(Alice), Topic(Bob)], Abi.Encode("uint256", 42)), out var values);

        Assert.True(read);
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", Transfer.Topic.ToString());
        Assert.Equal(Alice, values!.Get<Address>("from"));
        Assert.Equal(Bob, values.Get<Address>("to"));
        Assert.Equal(42, values.Get<BigInteger>("value"));
    }

    [Fact]
    public void Indexed_parameters_between_others_keep_their_places()
    {
        var swap = AbiEvent.Parse("Swap(address indexed sender, uint256 amount0In, uint256 amount1Out, address indexed to)");

        var read = swap.TryDecode(Log([swap.Topic, Topic(Alice), Topic(Bob)], Abi.Encode("uint256, uint256", 1, 2)), out var values);

        Assert.True(read);
        Assert.Equal(new object[] { Alice, (BigInteger)1, (BigInteger)2, Bob }, values);
    }

    [Fact]
    public void An_indexed_value_that_fits_no_word_comes_as_its_hash()
    {
        var named = AbiEvent.Parse("Named(string indexed name, uint256[2] indexed pair, bytes32 indexed id)");
        var hash = Keccak256.Compute("name"u8);

        var read = named.TryDecode(Log([named.Topic, hash, hash, hash], []), out var values);

        Assert.True(read);
        Assert.Equal(new object[] { hash, hash, hash.ToArray() }, values);
    }

    public static readonly TheoryData<string, string[], string> Strangers = new()
    {
        { "no topics at all", [], Word(42) },
        { "another event", [Word(1), Word(1), Word(2)], Word(42) },
        { "the same event with the value indexed, as in ERC-721", [Transfer.Topic.ToString(), Word(1), Word(2), Word(3)], "0x" },
        { "the same event without indexed parameters", [Transfer.Topic.ToString()], Word(1) + Word(2)[2..] + Word(42)[2..] },
        { "no data", [Transfer.Topic.ToString(), Word(1), Word(2)], "0x" },
        { "data cut short", [Transfer.Topic.ToString(), Word(1), Word(2)], Word(42)[..^2] },
        { "data too long", [Transfer.Topic.ToString(), Word(1), Word(2)], Word(42) + "00" },
        { "a topic that is no address", [Transfer.Topic.ToString(), "0x01" + Word(1)[4..], Word(2)], Word(42) },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void A_log_of_another_form_is_not_the_event(string what, string[] topics, string data)
    {
        var read = Transfer.TryDecode(Log([.. topics.Select(Hash256.Parse)], Hex.Decode(data)), out var values);

        Assert.False(read, what);
        Assert.Null(values);
    }

    [Theory]
    [InlineData("Four(uint256 indexed a, uint256 indexed b, uint256 indexed c, uint256 indexed d)")]
    [InlineData("Transfer(address indexed)anonymous")]
    public void A_text_that_is_no_event_is_refused(string text) => Assert.Throws<EthereumFormatException>(() => AbiEvent.Parse(text));

    private static string Word(int value) => Hex.Encode(Abi.Encode("uint256", value));

    private static Hash256 Topic(Address address) => new(Abi.Encode("address", address));

    private static LogEntry Log(IReadOnlyList<Hash256> topics, byte[] data) => new()
    {
        Address = Alice,
        Topics = topics,
        Data = data,
        BlockNumber = 1,
        BlockHash = Hash256.Zero,
        TransactionHash = Hash256.Zero,
        LogIndex = 0,
    };
}
