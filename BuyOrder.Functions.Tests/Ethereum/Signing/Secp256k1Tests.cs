using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Signing;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ethereum.Signing;

public sealed class Secp256k1Tests
{
    /// <summary>The generator's coordinates (SEC 2).</summary>
    private const string GeneratorX = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private const string GeneratorY = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

    private static readonly Address KeyOne = Address.Parse("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");

    [Fact]
    public void The_example_of_EIP_155_leads_back_to_its_signer()
    {
        var hash = Hash256.Parse("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
        var r = Decimal("18515461264373351373200002665853028612451056578545711640558177340181847433846");
        var s = Decimal("46948507304638947509940763649030358759909902576025900602547168820602576006531");

        Assert.Equal("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F", Secp256k1.RecoverAddress(hash, new Signature(r, s, 0)).ToString());
        Assert.NotEqual("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F", Secp256k1.RecoverAddress(hash, new Signature(r, s, 1)).ToString());
    }

    /// <summary>Deterministic signatures (RFC 6979) of the key 1 whose r or s begins with a zero byte.</summary>
    [Theory]
    [InlineData(
        "0xc54045fa7c6ec765e825df7f9e9bf9dec12c5cef146f93a5eee56772ee647fbc",
        "00032d12fd9ad058433f135d77e44d88e4e07f10e58af0975033b376608ad0d9",
        "4dc307b41553047f8ba053733e9efd42b2ac523a95b7a71c1fa010a9c4a112c1")]
    [InlineData(
        "0xc03004e3ce0784bf68186394306849f9b7b1200073105cd9aeb554a1802b58fd",
        "2a4f7cb6744b8c325721898ce07b2960addef72d13cc170165ca9ef80e244ed2",
        "00c9491537c413f6e4a9cb4f8e57f715bacd43bc20f6562feca00b5ec6978af0")]
    public void Leading_zeros_of_r_and_s_are_kept(string hash, string r, string s)
    {
        var plain = Convert.FromHexString(r + s);

        var signature = Secp256k1.Complete(Hash256.Parse(hash), plain, KeyOne);

        Assert.NotNull(signature);
        Assert.Equal(0, signature.YParity);
        Assert.Equal((Number(r), Number(s)), (signature.R, signature.S));
        Assert.Equal(KeyOne, Secp256k1.RecoverAddress(Hash256.Parse(hash), signature));
    }

    [Fact]
    public void A_high_s_is_brought_down_and_its_parity_turned()
    {
        var hash = Hash256.Parse("0xc54045fa7c6ec765e825df7f9e9bf9dec12c5cef146f93a5eee56772ee647fbc");
        var low = Secp256k1.Complete(
            hash,
            Convert.FromHexString(
                "00032d12fd9ad058433f135d77e44d88e4e07f10e58af0975033b376608ad0d9"
                + "4dc307b41553047f8ba053733e9efd42b2ac523a95b7a71c1fa010a9c4a112c1"),
            KeyOne)!;
        var high = Plain(low.R, Secp256k1.Order - low.S);

        Assert.Equal(low, Secp256k1.Complete(hash, high, KeyOne));
    }

    [Fact]
    public void A_signature_by_another_key_or_out_of_range_is_not_completed()
    {
        var hash = Hash256.Parse("0xc03004e3ce0784bf68186394306849f9b7b1200073105cd9aeb554a1802b58fd");
        var (r, s) = (
            Number("2a4f7cb6744b8c325721898ce07b2960addef72d13cc170165ca9ef80e244ed2"),
            Number("00c9491537c413f6e4a9cb4f8e57f715bacd43bc20f6562feca00b5ec6978af0"));

        Assert.NotNull(Secp256k1.Complete(hash, Plain(r, s), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(r, s), Address.Zero));
        Assert.Null(Secp256k1.Complete(Hash256.Zero, Plain(r, s), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(0, s), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(r, 0), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(Secp256k1.Order, s), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(r, Secp256k1.Order), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(r, UInt256.MaxValue), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, Plain(r, s).AsSpan(1), KeyOne));
        Assert.Null(Secp256k1.Complete(hash, [.. Plain(r, s), 0], KeyOne));
    }

    [Fact]
    public void An_r_without_a_point_has_no_key()
    {
        // 5 is the smallest X from which the curve has no point: 5³ + 7 is no square.
        var signature = new Signature(5, 1, 0);

        Assert.Null(Secp256k1.RecoverPublicKey(Hash256.Zero, signature));
        Assert.Null(Secp256k1.RecoverAddress(Hash256.Zero, signature));
    }

    [Fact]
    public void A_signature_whose_key_would_be_the_point_at_infinity_has_no_key()
    {
        // With R = G and s = hash, the key is (s·R − hash·G) / r = 0.
        var hash = new Hash256(Convert.FromHexString(new string('0', 62) + "2a"));
        var parity = (int)(Number(GeneratorY) % 2);

        Assert.Null(Secp256k1.RecoverPublicKey(hash, new Signature(Number(GeneratorX), 42, parity)));
        Assert.NotNull(Secp256k1.RecoverPublicKey(hash, new Signature(Number(GeneratorX), 42, 1 - parity)));
    }

    [Fact]
    public async Task A_hash_of_zero_and_one_above_the_order_lead_back_too()
    {
        using var signer = new PrivateKeySigner(Convert.FromHexString(new string('0', 63) + "1"));
        var aboveOrder = new Hash256(Enumerable.Repeat((byte)0xFF, 32).ToArray());

        foreach (var hash in new[] { Hash256.Zero, aboveOrder })
        {
            var signature = await signer.SignAsync(hash, TestContext.Current.CancellationToken);
            Assert.Equal(KeyOne, Secp256k1.RecoverAddress(hash, signature));
        }
    }

    [Property(MaxTest = 300)]
    public bool Recovery_from_any_numbers_gives_a_key_or_nothing(byte[] noise, bool odd)
    {
        var hash = Keccak256.Compute(noise);
        var r = (UInt256.Read(Keccak256.Compute(hash.ToArray()).ToArray()) % (Secp256k1.Order - 1)) + 1;
        var s = (UInt256.Read(hash.ToArray()) % Secp256k1.HalfOrder) + 1;

        return Secp256k1.RecoverPublicKey(hash, new Signature(r, s, odd ? 1 : 0)) is null or { Length: 64 };
    }

    public static readonly TheoryData<BigInteger, BigInteger, int> OutOfRange = new()
    {
        { 0, 1, 0 },
        { -1, 1, 0 },
        { Secp256k1.Order, 1, 0 },
        { 1, 0, 0 },
        { 1, -1, 0 },
        { 1, Secp256k1.HalfOrder + 1, 0 },
        { 1, 1, -1 },
        { 1, 1, 2 },
        { 1, 1, 27 },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_signature_out_of_its_range_can_not_be_made(BigInteger r, BigInteger s, int yParity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Signature(r, s, yParity));

    private static BigInteger Decimal(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);

    private static BigInteger Number(string digits) => UInt256.Read(Convert.FromHexString(digits));

    private static byte[] Plain(BigInteger r, BigInteger s)
    {
        var plain = new byte[64];
        UInt256.Write(r, plain.AsSpan(0, 32));
        UInt256.Write(s, plain.AsSpan(32));
        return plain;
    }
}
