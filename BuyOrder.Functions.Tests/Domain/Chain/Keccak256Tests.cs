using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Tests.Domain.Chain;

public sealed class Keccak256Tests
{
    /// <summary>The hash of no bytes is that of empty code; then the Keccak team's vector and two well-known event topics.</summary>
    [Theory]
    [InlineData("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("Transfer(address,address,uint256)", "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")]
    [InlineData("Approval(address,address,uint256)", "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925")]
    public void Known_texts_have_their_known_hashes(string text, string hash) =>
        Assert.Equal(Hash256.Parse(hash), Keccak256.Compute(System.Text.Encoding.ASCII.GetBytes(text)));
}
