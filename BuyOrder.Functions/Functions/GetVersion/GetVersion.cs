using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Functions.Functions;

/// <summary>What runs here: which build, on which chain, with which wallet. Answers also while storage, chain or key are down.</summary>
internal static class GetVersion
{
    private static readonly TimeSpan KeyPatience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/version", HandleAsync).WithName(nameof(GetVersion));

    private static async Task<IResult> HandleAsync(
        ChainOptions chain, GuardedSigner signer, TimeProvider time, CancellationToken cancellation) => TypedResults.Json(
        VersionResponse.Of(BuildVersion.OfThis, chain.ChainId, await WalletAsync(signer, time, cancellation)), ApiJson.Default.VersionResponse);

    /// <summary>Null while the key cannot be had.</summary>
    private static async Task<string?> WalletAsync(GuardedSigner signer, TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(KeyPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return (await signer.CurrentKeyAsync(either.Token)).Wallet.ToString();
        }
        catch (SignerUnavailableException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
