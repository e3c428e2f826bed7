using BuyOrder.Orders.Signing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

public sealed class DevelopmentSignersTests
{
    [Theory]
    [InlineData(31337)]
    [InlineData(1337)]
    public async Task Development_signer_is_made_for_local_chains(ulong chainId)
    {
        using var signers = new DevelopmentSigners("0x" + Permitted.PrivateKey, chainId);

        var signer = await signers.CurrentAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Permitted.Wallet, signer.Address);
        Assert.Same(signer, await signers.ForKeyAsync(signer.KeyId, TestContext.Current.CancellationToken));
        Assert.DoesNotContain(Permitted.PrivateKey, signer.KeyId + signer + signers, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(137)]
    [InlineData(11155111)]
    [InlineData(31338)]
    [InlineData(ulong.MaxValue)]
    public void Development_signer_refuses_real_chains(ulong chainId)
    {
        var refused = Assert.Throws<ArgumentException>(() => new DevelopmentSigners(Permitted.PrivateKey, chainId));

        Assert.DoesNotContain(Permitted.PrivateKey, refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0xac09")]
    [InlineData("zc0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    [InlineData("0X0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    [InlineData(" ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff8")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Development_signer_refuses_what_is_no_key_without_repeating_it(string text)
    {
        var refused = Assert.Throws<ArgumentException>(() => new DevelopmentSigners(text, 31337));

        if (text.Length > 4)
            Assert.DoesNotContain(text, refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Development_signer_has_no_other_key()
    {
        using var signers = new DevelopmentSigners(Permitted.PrivateKey, 31337);

        const string other = "development:0x0000000000000000000000000000000000000001";

        await Assert.ThrowsAsync<SignerUnavailableException>(
            async () => await signers.ForKeyAsync(other, TestContext.Current.CancellationToken));
    }
}
