using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>What probes and operators ask. All of it answers while the app is still starting, and while parts are down.</summary>
internal sealed class HealthFunctions(StorageProbe storage, HealthReport report, ChainOptions chain, GuardedSigner signer, TimeProvider time)
{
    private static readonly TimeSpan KeyPatience = TimeSpan.FromSeconds(3);

    /// <summary>Whether the app can take revenue: its start is done and its storage answers. No key is needed.</summary>
    [Function(nameof(GetHealth)), AnswersWhileStarting]
    public async Task<IResult> GetHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellation)
    {
        var isUp = await storage.IsUpAsync(cancellation);
        if (!isUp)
            RetryAfter.Set(request.HttpContext.Response);
        return TypedResults.Json(
            new HealthResponse(isUp ? HealthResponse.Up : HealthResponse.Down),
            ApiJson.Default.HealthResponse,
            statusCode: isUp ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Whether the process answers at all. It asks nothing else: a restart would not bring a storage back that is down.</summary>
    [Function(nameof(GetHealthLive)), AnswersWhileStarting]
    public static JsonHttpResult<HealthResponse> GetHealthLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequest request) =>
        TypedResults.Json(new HealthResponse(HealthResponse.Up), ApiJson.Default.HealthResponse);

    /// <summary>Storage, chain head, wallet against what the next order needs, order in flight.</summary>
    [Function(nameof(GetHealthDetails)), AnswersWhileStarting]
    public async Task<IResult> GetHealthDetails(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "health/details")] HttpRequest request, CancellationToken cancellation)
    {
        var details = await report.ReadAsync(cancellation);
        if (details.Status == HealthResponse.Down)
            RetryAfter.Set(request.HttpContext.Response);
        return TypedResults.Json(
            details,
            ApiJson.Default.HealthDetailsResponse,
            statusCode: details.Status == HealthResponse.Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    /// <summary>What runs here: which build, on which chain, with which wallet.</summary>
    [Function(nameof(GetVersion)), AnswersWhileStarting]
    public async Task<IResult> GetVersion(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "version")] HttpRequest request, CancellationToken cancellation) =>
        TypedResults.Json(
            VersionResponse.Of(BuildVersion.OfThis, chain.ChainId, await WalletAsync(cancellation)), ApiJson.Default.VersionResponse);

    /// <summary>Null while the key cannot be had.</summary>
    private async Task<string?> WalletAsync(CancellationToken cancellation)
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
