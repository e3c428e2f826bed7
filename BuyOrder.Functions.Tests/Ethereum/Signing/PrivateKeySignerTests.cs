using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Functions.Tests.Ethereum.Signing;

public sealed class PrivateKeySignerTests
{
    private const string KeyText = "4646464646464646464646464646464646464646464646464646464646464646";

    /// <summary>EIP-155's key, keys whose X or Y begins with a zero byte (153 and 122), and the largest key.</summary>
    [Theory]
    [InlineData(KeyText, "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000099", "0x2798ba84D7830c5F60D750f37f87D93277106905")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000007a", "0x872917cEC8992487651Ee633DBA73bd3A9dcA309")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "0x80C0dbf239224071c59dD8970ab9d542E3414aB2")]
    public async Task A_key_has_its_address_and_signs_for_it(string key, string address)
    {
        using var signer = new PrivateKeySigner(Convert.FromHexString(key));
        var hash = Keccak256.Compute("anything"u8);

        var signature = await signer.SignAsync(hash, TestContext.Current.CancellationToken);

        Assert.Equal(address, signer.Address.ToString());
        Assert.Equal(signer.Address, Secp256k1.RecoverAddress(hash, signature));
    }

    [Fact]
    public async Task Many_signatures_at_once_all_lead_back()
    {
        using var signer = new PrivateKeySigner(Convert.FromHexString(KeyText));
        var hashes = Enumerable.Range(0, 200).Select(i => Keccak256.Compute(BitConverter.GetBytes(i))).ToArray();

        var signatures = await Task.WhenAll(hashes.Select(
            hash => Task.Run(async () => await signer.SignAsync(hash, TestContext.Current.CancellationToken))));

        Assert.All(hashes.Zip(signatures), pair => Assert.Equal(signer.Address, Secp256k1.RecoverAddress(pair.First, pair.Second)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("46464646464646464646464646464646464646464646464646464646464646")]
    [InlineData("464646464646464646464646464646464646464646464646464646464646464646")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_number_that_is_no_private_key_is_refused_without_showing_it(string key)
    {
        var refusal = Assert.Throws<ArgumentException>(() => new PrivateKeySigner(Convert.FromHexString(key)));

        Assert.True(key.Length == 0 || !refusal.ToString().Contains(key, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_key_shows_nowhere()
    {
        using var named = new PrivateKeySigner(Convert.FromHexString(KeyText), "treasury/3");
        using var unnamed = new PrivateKeySigner(Convert.FromHexString(KeyText));

        Assert.Equal("treasury/3 (0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F)", named.ToString());
        Assert.Equal(unnamed.Address.ToString(), unnamed.KeyId);
        Assert.DoesNotContain("4646", $"{named} {named.KeyId} {unnamed}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_signed_after_cancellation()
    {
        using var signer = new PrivateKeySigner(Convert.FromHexString(KeyText));

        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await signer.SignAsync(Hash256.Zero, new CancellationToken(canceled: true)));
    }
}
