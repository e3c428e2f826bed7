using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;

namespace BuyOrder.Functions.Tests.Ethereum.Transactions;

public sealed class FeeMarketTransactionTests
{
    private const string Sender = "0xFE3B557E8Fb62b89F4916B721be55cEb828dBd73";

    /// <summary>From the ethereumjs test suite (tx/test/json/eip1559.json): chain 7822, one signer, to 0x…aaaa, no data.</summary>
    public static readonly TheoryData<ulong, int, ulong, int, int, string> Published = new()
    {
        {
            819, 43203529, 35552, 75853, 121212,
            "02f870821e8e8203338301284d8301d97c828ae094000000000000000000000000000000000000aaaa8402933bc980c0"
            + "80a0d067f2167008c59219652f91cbf8788dbca5f771f6e91e2b7657e85b78b472e0"
            + "a01d305af9fe81fdba43f0dfcd400ed24dcace0a7e30d4e85701dcaaf484cd079e"
        },
        {
            353, 61901619, 32593, 38850, 136295,
            "02f86f821e8e8201618297c283021467827f5194000000000000000000000000000000000000aaaa8403b08b3380c0"
            + "01a004205678f13fc1d7b10feea6513dfa76e24418b6e08097d95c6f93a3b64e536d"
            + "a01d45ad61bfece43862de2cce7d2575a8c1d08c26c87f3cb5f26d7b0be54a91b2"
        },
        {
            985, 32531825, 68541, 66377, 136097,
            "02f871821e8e8203d983010349830213a183010bbd94000000000000000000000000000000000000aaaa8401f0657180c0"
            + "01a0e6d23c5ecc0f388a4d41a9523c3ad171e98083a61288c340b968dfe0903a6741"
            + "a07319e8d54a4fd8f0c081d3ce093d869f9df598481991c8534bfd8f2c163884b4"
        },
        {
            939, 2782905, 45047, 45216, 91648,
            "02f86e821e8e8203ab82b0a08301660082aff794000000000000000000000000000000000000aaaa832a76b980c0"
            + "01a0a0e7d9b07c7ec68f24788a554f993b99d59a3f08439cc6c942f62ea0341f2aeb"
            + "a078122b9957c146f7c87811bd58a7e9916ca8c07dabcf875b97bbdef79cb9c197"
        },
        {
            119, 65456115, 62341, 24721, 107729,
            "02f86d821e8e778260918301a4d182f38594000000000000000000000000000000000000aaaa8403e6c7f380c0"
            + "01a0e38e239770801eb995498c821e55ac9c19ae09184bb27b34be105e02fe3b7615"
            + "a067c64ca6bd6d9107e85fd581ab2e70a14b637eb36505bb40861ef9d6e800cab6"
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void A_published_transaction_has_its_bytes_and_leads_back_to_its_signer(
        ulong nonce, int value, ulong gasLimit, int tip, int fee, string encoded)
    {
        var expected = new FeeMarketTransaction
        {
            ChainId = 7822,
            Nonce = nonce,
            MaxPriorityFeePerGas = tip,
            MaxFeePerGas = fee,
            GasLimit = gasLimit,
            To = Address.Parse("0x000000000000000000000000000000000000aaaa"),
            Value = value,
        };
        var bytes = Convert.FromHexString(encoded);

        var decoded = SignedTransaction.Decode(bytes);

        Assert.Equal(expected, decoded.Transaction);
        Assert.Equal(Sender, decoded.RecoverSender().ToString());
        Assert.Equal(bytes, new SignedTransaction(expected, decoded.Signature).Encoded.ToArray());
        Assert.Equal(Keccak256.Compute(bytes), decoded.Hash);
    }

    [Fact]
    public async Task A_signed_transaction_comes_back_whole()
    {
        using var signer = new PrivateKeySigner(Convert.FromHexString("8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63"));
        var transaction = Sample with
        {
            To = null,
            Data = (byte[])[0, 1, 2],
            AccessList =
            [
                new AccessListEntry(Address.Parse(Sender), [Hash256.Zero, Keccak256.Compute([])]),
                new AccessListEntry(Address.Zero, []),
            ],
        };

        var signed = await transaction.SignAsync(signer, TestContext.Current.CancellationToken);
        var decoded = SignedTransaction.Decode(signed.Encoded);

        Assert.Equal(transaction, decoded.Transaction);
        Assert.Equal(signed.Hash, decoded.Hash);
        Assert.Equal(signed.Signature, decoded.Signature);
        Assert.Equal(Sender, decoded.RecoverSender().ToString());
    }

    [Fact]
    public void Transactions_are_equal_by_every_field()
    {
        FeeMarketTransaction[] others =
        [
            Sample with { ChainId = 2 },
            Sample with { Nonce = 9 },
            Sample with { MaxPriorityFeePerGas = 1 },
            Sample with { MaxFeePerGas = 100 },
            Sample with { GasLimit = 1 },
            Sample with { To = null },
            Sample with { Value = 1 },
            Sample with { Data = (byte[])[1] },
            Sample with { AccessList = [new AccessListEntry(Address.Zero, [])] },
        ];

        Assert.Equal(Sample, Sample with { Data = (byte[])[7, 7] });
        Assert.Equal(Sample.GetHashCode(), (Sample with { Data = (byte[])[7, 7] }).GetHashCode());
        Assert.All(others, other => Assert.NotEqual(Sample, other));
        Assert.Equal(others.Length + 1, others.Append(Sample).Select(each => each.SigningHash).Distinct().Count());
    }

    [Fact]
    public void Fields_out_of_range_are_not_encoded()
    {
        FeeMarketTransaction[] wrong =
        [
            Sample with { ChainId = 0 },
            Sample with { MaxPriorityFeePerGas = -1 },
            Sample with { MaxFeePerGas = -1, MaxPriorityFeePerGas = -1 },
            Sample with { MaxFeePerGas = BigInteger.One << 256 },
            Sample with { MaxPriorityFeePerGas = Sample.MaxFeePerGas + 1 },
            Sample with { Value = -1 },
            Sample with { Value = BigInteger.One << 256 },
            Sample with { Nonce = ulong.MaxValue },
        ];

        Assert.All(wrong, transaction => Assert.ThrowsAny<ArgumentException>(() => transaction.SigningHash));
        Assert.Throws<ArgumentException>(
            () => new SignedTransaction(Sample with { Data = new byte[SignedTransaction.MaxEncodedBytes] }, new Signature(1, 1, 0)));
    }

    internal static FeeMarketTransaction Sample => new()
    {
        ChainId = 31337,
        Nonce = 3,
        MaxPriorityFeePerGas = 20,
        MaxFeePerGas = 300,
        GasLimit = 50_000,
        To = Address.Parse("0x000000000000000000000000000000000000aaaa"),
        Data = (byte[])[7, 7],
    };
}
