using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Wallet;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// Where the administrator gives the wallet tasks and takes them back: an instance that does nothing else, so that it happens while the others are
/// anywhere, and while something is open too. Its chances are its own.
/// </summary>
/// <param name="seed">Decides when, and what.</param>
/// <param name="chain">Where something to sweep and to take back is left over.</param>
/// <param name="book">As it is stored.</param>
/// <param name="coverage">Where to count what happens.</param>
/// <param name="start">Starts an instance.</param>
internal sealed class TaskDesk(int seed, ModelChain chain, BookCopy book, Coverage coverage, Func<SimulatedProcess> start)
{
    /// <summary>While something is open another task is refused: that need not be seen as often.</summary>
    private const int BusyOneIn = 12;
    private const int IdleOneIn = 3;
    private const int CancelOneIn = 5;
    private const int StealOneIn = 6;

    private readonly Random random = new(seed ^ 0x7A5C);
    private readonly List<TaskRequest> asked = [];
    private SimulatedProcess? process;

    public Action<string>? Tell { get; init; }

    /// <summary>Another holder of the key uses it, here before a task has a nonce; null where there is none.</summary>
    public Action? Steal { get; init; }

    /// <summary>Allowances of another time, deep enough under the head that nothing undoes them.</summary>
    public void Begin()
    {
        chain.Others = state => state.WithEach(account => account with { Allowance = ModelChain.Unit, OldAllowance = 2 * ModelChain.Unit });
        for (var block = 0; block <= ModelChain.FinalDepth; block++)
            chain.Mine(null);
    }

    /// <summary>Before each step of the world; in the middle of a step of the engine too, while calls of it wait.</summary>
    public void Meanwhile()
    {
        if (Steal is { } steal && book.OpenJob is WalletTask { Phase: JobPhase.Reserved } && random.Next(StealOneIn) == 0)
            steal();
        if (random.Next(book.IsIdle ? IdleOneIn : BusyOneIn) != 0)
            return;
        if (random.Next(4) == 0)
        {
            Leave();
            return;
        }

        if (process is null or { IsDead: true })
            process = start();
        if (process.Doing is not null)
            return;
        if (random.Next(CancelOneIn) == 0 && Which() is { } task)
        {
            Tell?.Invoke($"{process.Name}: the administrator cancels {task}");
            process.Begin(Cancel(task));
            return;
        }

        var request = Wished();
        Tell?.Invoke($"{process.Name}: the administrator asks for {request.TaskId}: {request.Wish} of {request.Wallet}");
        process.Begin(Place(request));
    }

    public void TryFinish() => process?.TryFinish();

    /// <summary>The open one, or one that has ended.</summary>
    private string? Which() => (book.OpenJob as WalletTask ?? book.Tasks.ElementAtOrDefault(random.Next(book.Tasks.Count + 1)))?.Id;

    /// <summary>Something is left over in a wallet, or it is funded again.</summary>
    private void Leave()
    {
        var (wallet, units) = (random.Next(ModelKey.Versions.Count), random.Next(1, 1_000) * ModelChain.Unit);
        var kind = random.Next(3);
        if (kind == 1 && !book.IsIdle)
            return;
        coverage.Count(Happening.LeftoverAppeared);
        Tell?.Invoke($"{units} are {(kind == 0 ? "left over in" : kind == 1 ? "allowed to the router by" : "missing in")} wallet {wallet}");
        chain.Others = state => state.With(wallet, state.Accounts[wallet] switch
        {
            var account when kind == 0 => account with { Stablecoin = account.Stablecoin + units },
            var account when kind == 1 => account with { Allowance = units },
            var account => account with { Stablecoin = 1_000_000 * ModelChain.Unit },
        });
    }

    /// <summary>A new one; now and then one that was asked for before, word by word or with other words.</summary>
    private TaskRequest Wished()
    {
        if (asked.Count > 0 && random.Next(8) == 0)
        {
            var earlier = asked[random.Next(asked.Count)];
            return random.Next(3) > 0 ? earlier : earlier with { Reason = "Something else." };
        }

        TaskWish wish = random.Next(8) switch
        {
            0 => new TaskWish.Sweep(null),
            < 4 => new TaskWish.Sweep(new Zar(random.NextInt64(1, 2_000_00))),
            4 => new TaskWish.Revoke(ModelContracts.OldRouter),
            5 => new TaskWish.Revoke(random.Next(8) == 0 ? ModelContracts.Token : ModelContracts.OldRouter),
            _ => new TaskWish.Revoke(ModelContracts.Router),
        };
        Address? wallet = random.Next(3) == 0 ? ModelKey.Versions[random.Next(ModelKey.Versions.Count)].Address : null;
        asked.Add(new TaskRequest(OrderIds.ForTask($"{asked.Count}"), wish, wallet, "As it pleases.", "administrator"));
        return asked[^1];
    }

    /// <summary>Asked once, refused or not.</summary>
    private Func<WalletTasks, Task> Place(TaskRequest request) => async tasks =>
    {
        TaskResult answer;
        var wasIdle = book.IsIdle;
        try
        {
            answer = await tasks.PlaceAsync(request, CancellationToken.None);
        }
        catch (Exception error) when (error is LedgerFaultException or SignerUnavailableException or ChainMismatchException)
        {
            // Rows that were edited, a key that cannot be had, another chain: it is told so.
            return;
        }

        var task = book.FindJob(request.TaskId) as WalletTask;
        Audit.Demand((answer is TaskResult.Placed or TaskResult.KeyReused) == (task is not null), $"{request.TaskId} is answered with {answer}, and the book has {task}.");
        if (answer is TaskResult.Placed)
            CheckAsAsked(request, task!);
        coverage.Count(answer switch
        {
            TaskResult.Placed { IsNew: true } => Happening.TaskPlaced,
            TaskResult.Placed => Happening.TaskAskedAgain,
            TaskResult.KeyReused => Happening.TaskKeyReused,
            TaskResult.Invalid => Happening.TaskInvalid,
            _ => wasIdle ? Happening.TaskRefused : Happening.TaskRefusedWhileOpen,
        });
        if (answer is TaskResult.Placed { IsNew: true } && request.Wallet is not null)
            coverage.Count(Happening.TaskOfOtherWallet);
    };

    private static void CheckAsAsked(TaskRequest request, WalletTask task)
    {
        var isAsAsked = (request.Wish, task.Action) switch
        {
            (TaskWish.Sweep { Amount: { } amount }, TaskAction.Sweep sweep) => sweep.Units == amount.Cents * BigInteger.Pow(10, 16) && sweep.Asked == amount,
            (TaskWish.Sweep, TaskAction.Sweep sweep) => sweep.Asked is null,
            (TaskWish.Revoke wanted, TaskAction.Revoke revoke) => wanted.Spender == revoke.Spender,
            _ => false,
        };
        Audit.Demand(isAsAsked && (request.Wallet ?? task.Wallet) == task.Wallet, $"{task.Id} is not what was asked for: {request}.");
    }

    private Func<TaskCancellation, Task> Cancel(string taskId) => async cancels =>
    {
        TaskCancellationResult answer;
        try
        {
            answer = await cancels.CancelAsync(taskId, "Not wanted any more.", "administrator", CancellationToken.None);
        }
        catch (LedgerFaultException)
        {
            // Rows that were edited: no step is taken on them either.
            return;
        }

        var isWanted = book.FindJob(taskId)!.CancelRequested is null;
        Audit.Demand(answer is TaskCancellationResult.Conflict || (answer is TaskCancellationResult.Taken && !isWanted), $"{taskId} is said to be cancelled: {answer}.");
        coverage.Count(answer is TaskCancellationResult.Taken ? Happening.TaskCancelTaken : Happening.TaskCancelRefused);
    };
}
