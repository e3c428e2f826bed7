using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>The wallets: what they hold, what an administrator has them do apart from buying, and the change to another key.</summary>
internal sealed class WalletFunctions(WalletTasks service, TaskCancellation cancels, TaskQueries tasks, WalletReport report, WalletOptions options)
{
    /// <summary>Addresses, nonces, balances, allowances, what is open, and how long the wallet lasts.</summary>
    [Function(nameof(GetWallet))]
    public Task<IResult> GetWallet(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "wallet")] HttpRequest request, CancellationToken cancellation) =>
        OfChainAsync(async () => TypedResults.Json(
            WalletResponse.Of(await report.ReadAsync(cancellation), options.WarningDays), ApiJson.Default.WalletResponse));

    /// <summary>What must be done before the wallet is left, and what comes next.</summary>
    [Function(nameof(GetWalletRotation))]
    public Task<IResult> GetWalletRotation(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "wallet/rotation")] HttpRequest request, CancellationToken cancellation) =>
        OfChainAsync(async () => TypedResults.Json(
            RotationResponse.Of(await report.ReadRotationAsync(cancellation)), ApiJson.Default.RotationResponse));

    /// <summary>Has the wallet sweep stablecoin to the treasury, or take an allowance back.</summary>
    [Function(nameof(CreateWalletTask))]
    public async Task<IResult> CreateWalletTask(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "wallet/tasks")] HttpRequest request, CancellationToken cancellation)
    {
        var body = CreateWalletTaskBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        var asked = new TaskRequest(
            OrderIds.ForTask(IdempotencyKey.Read(request, required: true)!), body.Wish, body.Wallet, body.Reason, Caller.Operator);
        return await OfChainAsync(async () => Answer(request, await service.PlaceAsync(asked, cancellation)));
    }

    /// <summary>Newest first.</summary>
    [Function(nameof(ListWalletTasks)), Query(QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListWalletTasks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "wallet/tasks")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;
        var page = await tasks.ListAsync(asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<WalletTaskResponse>([.. page.Items.Select(WalletTaskResponse.Of)], query.NextLink("/api/wallet/tasks", page.Continuation)),
            ApiJson.Default.PageWalletTaskResponse);
    }

    /// <summary>One task with its attempts.</summary>
    [Function(nameof(GetWalletTask))]
    public async Task<IResult> GetWalletTask(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "wallet/tasks/{id}")] HttpRequest request, string id, CancellationToken cancellation)
    {
        // What cannot be an id is not looked up: it might not even be a key that the storage takes.
        var task = OrderIds.IsTaskId(id) ? await tasks.FindAsync(id, cancellation) : null;
        return task is null ? NoSuchTask : TypedResults.Json(WalletTaskResponse.Of(task), ApiJson.Default.WalletTaskResponse);
    }

    /// <summary>Takes the wish that a task is not to be done.</summary>
    /// <remarks>200 when it has ended by that, 202 while something of it may still be mined.</remarks>
    [Function(nameof(CancelWalletTask))]
    public async Task<IResult> CancelWalletTask(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "wallet/tasks/{id}/cancel")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var body = ReasonBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        if (!OrderIds.IsTaskId(id))
            return NoSuchTask;
        return await cancels.CancelAsync(id, body.Reason, Caller.Operator, cancellation) switch
        {
            TaskCancellationResult.NotFound => NoSuchTask,
            TaskCancellationResult.Conflict conflict => ProblemResult.Conflict(conflict.Detail),
            TaskCancellationResult.Taken taken => Shown(request, taken.Task),
            var other => throw new InvalidOperationException($"No answer for {other}."),
        };
    }

    private static ProblemResult NoSuchTask => ProblemResult.NotFound("There is no wallet task of this id.");

    private static IResult Answer(HttpRequest request, TaskResult result)
    {
        switch (result)
        {
            case TaskResult.Placed placed:
                if (!placed.IsNew)
                    request.HttpContext.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
                request.HttpContext.Response.Headers.Location = $"/api/wallet/tasks/{placed.Task.Task.Id}";
                return Shown(request, placed.Task, alwaysAccepted: true);
            case TaskResult.KeyReused reused:
                return ProblemResult.IdempotencyConflict(reused.Detail);
            case TaskResult.Conflict conflict:
                return ProblemResult.Conflict(conflict.Detail);
            case TaskResult.Invalid invalid:
                return ProblemResult.Invalid(invalid.Member, invalid.Allowed);
            default:
                throw new InvalidOperationException($"No answer for {result}.");
        }
    }

    private static JsonHttpResult<WalletTaskResponse> Shown(HttpRequest request, TaskRecord task, bool alwaysAccepted = false)
    {
        var shape = WalletTaskResponse.Of(task);
        if (task.Task.IsEnded && !alwaysAccepted)
            return TypedResults.Json(shape, ApiJson.Default.WalletTaskResponse);
        RetryAfter.Set(request.HttpContext.Response);
        return TypedResults.Json(shape, ApiJson.Default.WalletTaskResponse, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> OfChainAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (ChainMismatchException mismatch)
        {
            return ProblemResult.Conflict(mismatch.Message);
        }
    }
}
