namespace BuyOrder.Local.Chain;

/// <summary>Which contracts of this repository are the two tokens of the local market.</summary>
/// <param name="Token">Bought; its constructor takes the supply.</param>
/// <param name="Stablecoin">Paid with; its deployer mints.</param>
internal sealed record LocalTokens(string Token = "AzrToken", string Stablecoin = "ZarStablecoin");
