using System.Globalization;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Wallet;

/// <summary>
/// Takes on what an administrator has the wallet do apart from buying. The task becomes the one open job, and goes on as an order does: step by
/// step, by the same timer.
/// </summary>
internal sealed partial class WalletTasks(
    OrderStore store,
    TaskQueries tasks,
    ParameterStore parameters,
    PreTradeReader chain,
    WalletKeys keys,
    WalletAdoption adoption,
    KeyRotation rotation,
    OrderService service,
    MarketRoute route,
    EngineLimits patience,
    TimeProvider time,
    ILogger<WalletTasks> logger)
{
    /// <summary>Safe to repeat with the same id. What can be done about the task at once is done before the answer.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    /// <exception cref="LedgerFaultException">Rows of the order store contradict each other; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<TaskResult> PlaceAsync(TaskRequest request, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        lost => TryAsync(request, lost, cancellation), OrderKeys.Partition, "this task was being taken on");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<TaskResult?> TryAsync(TaskRequest request, int lost, CancellationToken cancellation)
    {
        var book = await store.LoadAsync(cancellation);
        if (await tasks.FindAsync(request.TaskId, cancellation) is { } bound)
            return IsSame(request, bound.Task) ? new TaskResult.Placed(bound, IsNew: false) : new TaskResult.KeyReused($"{bound.Task.Title} was asked for with other content.");
        if (!book.State.UndoneOrders.IsEmpty)
            return new TaskResult.Conflict($"Order {book.State.UndoneOrders[0]} is unknown: its transactions may come back. Resolve it first.");
        if (book.Job is { } open)
            return new TaskResult.Conflict($"{open.Title} is {(open.IsUnknown ? "unknown" : "open")}: one at a time.");

        var key = request.Wallet is { } named ? await keys.OfAsync(named, cancellation) : await keys.CurrentAsync(cancellation);
        if (key is null)
            return new TaskResult.Invalid("wallet", "Must be the address of the configured key, or of one that orders or tasks have used before.");
        return await DecideAsync(request, book, key, lost, cancellation);
    }

    private async Task<TaskResult?> DecideAsync(TaskRequest request, OrderSnapshot book, SigningKey key, int lost, CancellationToken cancellation)
    {
        var inForce = await parameters.NoOlderAsync(await parameters.CurrentAsync(cancellation), book.State.ParametersVersion, cancellation);
        var facts = await chain.ReadAsync(key.Wallet, amountIn: null, book.State, cancellation);
        var (action, refused) = await ActionAsync(request.Wish, book.State, facts, cancellation);
        if (action is null)
            return refused!;
        var now = time.GetUtcNow().AddTicks(lost);
        var refusal = await adoption.CheckAsync(book.State, key.Wallet, facts, cancellation)
            ?? (key == await keys.CurrentAsync(cancellation) ? await rotation.CheckAsync(book.State, key.Wallet, cancellation) : null)
            ?? TaskChecks.Check(new TaskQuestion(key.Wallet, action, book.State, facts, inForce.Parameters, patience, now));
        if (refusal is not null)
            return new TaskResult.Conflict($"{refusal.Reason}: {refusal.Detail}");
        var task = new WalletTask
        {
            Id = request.TaskId,
            RequestedBy = request.RequestedBy,
            Why = request.Reason,
            CreatedAt = now,
            Action = action,
            Stablecoin = route.Stablecoin,
            Wallet = key.Wallet,
            KeyId = key.KeyId,
            Status = JobStatus.Pending,
            Phase = JobPhase.Reserved,
        };
        var state = book.State.Reserve(task).Seen(facts.Head).Watch(facts.Allowances.Keys).Using(inForce.Version);
        state = state with { GenesisHash = state.GenesisHash ?? facts.GenesisHash };
        if (await store.ReserveAsync(book, state, task, AuditOf(task), cancellation) is null)
            return null;

        Log.Taken(logger, task.Id, task.RequestedBy, task.Why);
        await AdvanceAsync(task.Id, cancellation);
        return new TaskResult.Placed(await tasks.FindAsync(task.Id, cancellation) ?? new TaskRecord(task, []), IsNew: true);
    }

    /// <summary>What is to be done, with the amount fixed; or why it cannot be.</summary>
    private async Task<(TaskAction? Action, TaskResult? Refused)> ActionAsync(
        TaskWish wish, TreasuryState state, PreTradeFacts facts, CancellationToken cancellation)
    {
        switch (wish)
        {
            case TaskWish.Sweep { Amount: null } when facts.StablecoinBalance.IsZero:
                return (null, new TaskResult.Conflict("The wallet holds no stablecoin: there is nothing to sweep."));
            case TaskWish.Sweep { Amount: null }:
                return (new TaskAction.Sweep(facts.StablecoinBalance, Asked: null, route.Recipient), null);
            case TaskWish.Sweep { Amount: { } amount }:
                var opening = await chain.OpenMarketAsync(cancellation);
                return opening is MarketOpening.Open { Terms.Units: var units }
                    ? (new TaskAction.Sweep(units.ToStablecoin(amount), amount, route.Recipient), null)
                    : (null, new TaskResult.Conflict("The stablecoin's decimals are not known while the market is closed: only all of it can be swept now."));
            case TaskWish.Revoke { Spender: var spender } when !facts.Allowances.ContainsKey(spender):
                return (null, new TaskResult.Invalid("spender", $"Must be one that the wallet has ever allowed to take stablecoin: {string.Join(", ", state.Spenders.Union(facts.Allowances.Keys))}."));
            case TaskWish.Revoke { Spender: var spender } when facts.Allowances[spender].IsZero:
                return (null, new TaskResult.Conflict($"The allowance of {spender} is 0 already."));
            case TaskWish.Revoke { Spender: var spender }:
                return (new TaskAction.Revoke(spender), null);
            default:
                throw new InvalidOperationException($"There is no task for {wish}.");
        }
    }

    private static bool IsSame(TaskRequest request, WalletTask task)
    {
        var isSameWish = (request.Wish, task.Action) switch
        {
            (TaskWish.Sweep wanted, TaskAction.Sweep sweep) => wanted.Amount == sweep.Asked,
            (TaskWish.Revoke wanted, TaskAction.Revoke revoke) => wanted.Spender == revoke.Spender,
            _ => false,
        };
        return isSameWish && request.Reason == task.Why && (request.Wallet is null || request.Wallet == task.Wallet);
    }

    private static AuditRecord AuditOf(WalletTask task) => new(
        AuditRecord.NewId(task.CreatedAt, AuditAction.WalletTaskPlaced, task.Id),
        task.CreatedAt,
        task.RequestedBy,
        AuditAction.WalletTaskPlaced,
        task.Id,
        task.Why,
        null,
        task.Action switch
        {
            TaskAction.Sweep sweep => string.Create(
                CultureInfo.InvariantCulture, $"{sweep.Units} units of stablecoin go from {task.Wallet} to the treasury {sweep.Receiver}."),
            TaskAction.Revoke revoke => $"The allowance of {revoke.Spender} over the stablecoin of {task.Wallet} becomes 0.",
            var other => throw new InvalidOperationException($"No words for {other}."),
        });

    /// <summary>The task is taken on. What goes wrong from here on is the next tick's to go on with, not the caller's.</summary>
    private async Task AdvanceAsync(string taskId, CancellationToken cancellation)
    {
        try
        {
            await service.AdvanceAsync(cancellation);
        }
        catch (Exception error) when (error is TableUnavailableException or ChainUnavailableException or LedgerFaultException)
        {
            Log.NotAdvanced(logger, taskId, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Task {TaskId} is taken on, by {Who}: {Reason}")]
        public static partial void Taken(ILogger logger, string taskId, string who, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Task {TaskId} is taken on but could not be advanced yet: {Reason}")]
        public static partial void NotAdvanced(ILogger logger, string taskId, string reason);
    }
}
