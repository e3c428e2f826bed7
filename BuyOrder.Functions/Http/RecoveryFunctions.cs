using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Recovery.Restart;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>The audited ways on for what the service does not decide by itself.</summary>
internal sealed class RecoveryFunctions(
    OrderResolution resolution,
    OrderCancellation cancels,
    NonceAcceptance nonces,
    ContractAcceptance contracts,
    RotationAcceptance rotations,
    RecordsRestart restart,
    RevenueConfirmation confirmation,
    TokenScale scale)
{
    /// <summary>Ends an order that is <c>unknown</c>: an operator says what became of it, and the chain must confirm it.</summary>
    [Function(nameof(ResolveBuyOrder))]
    public async Task<IResult> ResolveBuyOrder(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "buy-orders/{id}/resolve")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var body = ResolveBuyOrderBody.Parse(await BodyReader.ReadAsync(request, ResolveBuyOrderBody.MaxBytes, cancellation));
        if (!OrderIds.IsOrderId(id))
            return ProblemResult.NoSuchOrder;

        var asked = new ResolutionRequest(id, body.Finding, body.Reason, body.Evidence, Caller.Operator);
        return await resolution.ResolveAsync(asked, cancellation) switch
        {
            ResolutionResult.NotFound => ProblemResult.NoSuchOrder,
            ResolutionResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            ResolutionResult.NoEvidence none => ProblemResult.Refused(none.Detail),
            ResolutionResult.Resolved resolved =>
                TypedResults.Json(OrderResponse.Of(resolved.Order, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }

    /// <summary>Takes the wish that an order is not to buy.</summary>
    /// <remarks>200 when it has failed by that, 202 while something of it may still be mined.</remarks>
    [Function(nameof(CancelBuyOrder))]
    public async Task<IResult> CancelBuyOrder(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "buy-orders/{id}/cancel")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var body = ReasonBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        if (!OrderIds.IsOrderId(id))
            return ProblemResult.NoSuchOrder;

        var asked = new CancellationRequest(id, body.Reason, Caller.Operator);
        switch (await cancels.CancelAsync(asked, cancellation))
        {
            case CancellationResult.NotFound:
                return ProblemResult.NoSuchOrder;
            case CancellationResult.Conflict conflict:
                return ProblemResult.Conflict(conflict.Detail);
            case CancellationResult.Cancelled cancelled:
                return TypedResults.Json(OrderResponse.Of(cancelled.Order, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse);
            case CancellationResult.UnderWay underWay:
                RetryAfter.Set(request.HttpContext.Response);
                return TypedResults.Json(
                    OrderResponse.Of(underWay.Order, await scale.DecimalsAsync(cancellation)),
                    ApiJson.Default.OrderResponse,
                    statusCode: StatusCodes.Status202Accepted);
            case var other:
                throw new InvalidOperationException($"No answer for {other}.");
        }
    }

    /// <summary>Lets buying go on after a use of the wallet's key that is not ours, or after an old backup was restored.</summary>
    [Function(nameof(AcceptNonce))]
    public async Task<IResult> AcceptNonce(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "wallet/accept-nonce")] HttpRequest request, CancellationToken cancellation)
    {
        var body = AcceptNonceBody.Parse(await BodyReader.ReadAsync(request, AcceptNonceBody.MaxBytes, cancellation));
        var asked = new NonceAcceptanceRequest(body.Address, body.Nonce, body.Reason, body.Evidence, Caller.Operator);
        return await nonces.AcceptAsync(asked, cancellation) switch
        {
            AcceptanceResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            AcceptanceResult.Refused refused => ProblemResult.Refused(refused.Detail),
            var accepted => TypedResults.Json(
                new AcceptedNonceResponse(body.Address.ToString(), body.Nonce, accepted.Detail), ApiJson.Default.AcceptedNonceResponse),
        };
    }

    /// <summary>Lets the configured key begin though the wallet before it cannot be finished.</summary>
    [Function(nameof(AcceptRotation))]
    public async Task<IResult> AcceptRotation(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "wallet/rotation/accept")] HttpRequest request, CancellationToken cancellation)
    {
        var body = AcceptRotationBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        try
        {
            var result = await rotations.AcceptAsync(body.Wallet, body.Reason, Caller.Operator, cancellation);
            return result is AcceptanceResult.Accepted
                ? TypedResults.Json(new AcceptedRotationResponse(body.Wallet.ToString(), result.Detail), ApiJson.Default.AcceptedRotationResponse)
                : ProblemResult.Conflict(result.Detail);
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }

    /// <summary>After the code of a contract has changed.</summary>
    [Function(nameof(AcceptContracts))]
    public async Task<IResult> AcceptContracts(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "contracts/accept")] HttpRequest request, CancellationToken cancellation)
    {
        var body = AcceptContractsBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        try
        {
            var changed = await contracts.AcceptAsync(Caller.Operator, body.Reason, cancellation);
            return TypedResults.Json(new AcceptedContractsResponse(changed), ApiJson.Default.AcceptedContractsResponse);
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }

    /// <summary>Lets buying go on after rows of the order store contradicted each other.</summary>
    [Function(nameof(RestartRecords))]
    public async Task<IResult> RestartRecords(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "ledger/restart-records")] HttpRequest request,
        CancellationToken cancellation)
    {
        var body = RestartRecordsBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        try
        {
            var result = await restart.RestartAsync(new RecordsRestartRequest(body.Reason, body.Fault, Caller.Operator), cancellation);
            return result is RecordsRestartResult.Restarted restarted
                ? TypedResults.Json(
                    new RestartedRecordsResponse(restarted.Record, restarted.Consumed, restarted.Detail, restarted.FirstFault),
                    ApiJson.Default.RestartedRecordsResponse)
                : ProblemResult.Conflict(result.Detail);
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }

    /// <summary>After the outcome <c>implausible_revenue</c>.</summary>
    [Function(nameof(ConfirmRevenue))]
    public async Task<IResult> ConfirmRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revenue/confirm")] HttpRequest request, CancellationToken cancellation)
    {
        var body = ConfirmRevenueBody.Parse(await BodyReader.ReadAsync(request, ConfirmRevenueBody.MaxBytes, cancellation));
        return await confirmation.ConfirmAsync(new RevenueConfirmationRequest(body.Ids, body.Reason, Caller.Operator), cancellation) switch
        {
            RevenueConfirmationResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            RevenueConfirmationResult.Refused refused => ProblemResult.Refused(refused.Detail),
            RevenueConfirmationResult.Confirmed confirmed => TypedResults.Json(
                new ConfirmedRevenueResponse(confirmed.Refunds, confirmed.Remaining, confirmed.Total), ApiJson.Default.ConfirmedRevenueResponse),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }
}
