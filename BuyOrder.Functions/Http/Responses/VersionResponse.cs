using BuyOrder.Functions.Hosting;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What runs here.</summary>
/// <param name="Version">Of the app.</param>
/// <param name="Commit">That it was built from; null when the build knew none.</param>
/// <param name="ChainId">EIP-155.</param>
/// <param name="Wallet">Who pays for new orders; null while the key cannot be had.</param>
/// <param name="Mode">How purchases are paid for: <c>direct</c>, from the wallet itself.</param>
internal sealed record VersionResponse(string Version, string? Commit, long ChainId, string? Wallet, string Mode)
{
    public const string Direct = "direct";

    public static VersionResponse Of(BuildVersion build, long chainId, string? wallet) =>
        new(build.Version, build.Commit, chainId, wallet, Direct);
}
