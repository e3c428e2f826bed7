using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ethereum.Transactions;

/// <summary>A signed transaction is read from its one encoding and from nothing else.</summary>
public sealed class SignedTransactionTests
{
    private static FeeMarketTransaction Sample => FeeMarketTransactionTests.Sample;

    /// <summary>Each changes one field of a good transaction to a form that nodes refuse or that has a second reading.</summary>
    public static readonly TheoryData<string, int, string> Malformed = new()
    {
        { "a chain id with a leading zero", 0, "820001" },
        { "a chain id of zero", 0, "80" },
        { "a chain id above 64 bits", 0, "89010000000000000000" },
        { "a nonce with a leading zero", 1, "00" },
        { "the nonce that no account can have", 1, "88ffffffffffffffff" },
        { "a tip above the fee", 2, "8203e8" },
        { "a fee above 256 bits", 3, "a1010000000000000000000000000000000000000000000000000000000000000000" },
        { "a gas limit that is a list", 4, "c0" },
        { "a recipient of 19 bytes", 5, "93" + "00000000000000000000000000000000000000" },
        { "a recipient of one zero byte", 5, "00" },
        { "a value with a leading zero", 6, "820005" },
        { "data that is a list", 7, "c0" },
        { "an access list that is a string", 8, "80" },
        { "an access list that is a string of RLP", 8, "81c0" },
        { "an access list entry without keys", 8, "d6d594" + "0000000000000000000000000000000000000000" },
        { "an access list key of 31 bytes", 8, "f838f794" + "0000000000000000000000000000000000000000" + "e19f" + new string('0', 62) },
        { "a parity of 2", 9, "02" },
        { "a parity of 27", 9, "1b" },
        { "an r of zero", 10, "80" },
        { "an r of the group order", 10, "a0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141" },
        { "an s of zero", 11, "80" },
        { "a high s", 11, "a07fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_field_is_refused(string what, int index, string field)
    {
        var fields = SignedFields();
        Assert.Equal(Sample, SignedTransaction.Decode(Assemble(fields)).Transaction);

        fields[index] = Convert.FromHexString(field);

        Assert.True(Refuses(Assemble(fields)), what);
    }

    [Fact]
    public void Bytes_around_missing_and_surplus_fields_and_other_types_are_refused()
    {
        var fields = SignedFields();
        var good = Assemble(fields);

        Assert.True(Refuses([]));
        Assert.True(Refuses([.. good, 0]));
        Assert.True(Refuses(good[1..]));
        Assert.True(Refuses([1, .. good[1..]]));
        Assert.True(Refuses([3, .. good[1..]]));
        Assert.True(Refuses(good[..^1]));
        Assert.True(Refuses(Assemble(fields[..^1])));
        Assert.True(Refuses(Assemble([.. fields, [0x80]])));
        Assert.True(Refuses(new byte[SignedTransaction.MaxEncodedBytes + 1]));
    }

    /// <summary>In place of the access list stands a string that would be RLP of two gigabytes if it were read as such.</summary>
    [Theory]
    [InlineData("85bb7fffffc7")]
    [InlineData("86c5bb7fffffc0")]
    [InlineData("85fb7fffffc7")]
    public void Bytes_in_place_of_the_access_list_are_not_read_as_lengths(string field)
    {
        var fields = SignedFields();
        fields[8] = Convert.FromHexString(field);
        var hostile = Assemble(fields);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(Refuses(hostile));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Property(MaxTest = 2000)]
    public bool Damaged_bytes_are_refused_or_are_the_encoding_of_what_they_give(uint at, byte by)
    {
        var damaged = Assemble(SignedFields());
        damaged[at % damaged.Length] ^= by;

        try
        {
            var decoded = SignedTransaction.Decode(damaged);
            return new SignedTransaction(decoded.Transaction, decoded.Signature).Encoded.Span.SequenceEqual(damaged);
        }
        catch (EthereumFormatException)
        {
            return true;
        }
    }

    private static byte[][] SignedFields()
    {
        var signed = new SignedTransaction(Sample, new Signature(77, 88, 1));
        return [.. Rlp.Decode(signed.Encoded[1..]).Items.Select(Rlp.Encode)];
    }

    private static byte[] Assemble(byte[][] fields)
    {
        var payload = fields.SelectMany(field => field).ToArray();
        byte[] header = payload.Length switch
        {
            <= 55 => [(byte)(0xC0 + payload.Length)],
            <= 255 => [0xF8, (byte)payload.Length],
            _ => [0xF9, (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        return [FeeMarketTransaction.Type, .. header, .. payload];
    }

    private static bool Refuses(byte[] encoded)
    {
        try
        {
            SignedTransaction.Decode(encoded);
            return false;
        }
        catch (EthereumFormatException)
        {
            return true;
        }
    }
}
