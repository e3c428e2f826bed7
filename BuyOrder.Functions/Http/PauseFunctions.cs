using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Recovery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>Stops buying and lets it go on. Revenue is recorded all the while, and what was sent is watched.</summary>
internal sealed class PauseFunctions(PauseSwitch pause)
{
    /// <summary>From the answer on no revenue is reserved and no bytes are stored; those that were stored before are named in it.</summary>
    [Function(nameof(PauseBuying))]
    public async Task<IResult> PauseBuying(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "pause")] HttpRequest request, CancellationToken cancellation) =>
        await TurnAsync(request, pauses: true, cancellation);

    [Function(nameof(ResumeBuying))]
    public async Task<IResult> ResumeBuying(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "resume")] HttpRequest request, CancellationToken cancellation) =>
        await TurnAsync(request, pauses: false, cancellation);

    private async Task<JsonHttpResult<PauseResponse>> TurnAsync(HttpRequest request, bool pauses, CancellationToken cancellation)
    {
        var body = ReasonBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        var result = await pause.TurnAsync(new PauseSwitchRequest(pauses, body.Reason, Caller.Operator), cancellation);
        return TypedResults.Json(PauseResponse.Of(result), ApiJson.Default.PauseResponse);
    }
}
