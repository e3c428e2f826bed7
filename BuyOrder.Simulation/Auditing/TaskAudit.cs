using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Market;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Auditing;

/// <summary>
/// What must hold of wallet tasks: alone in the one place for what is open, apart from every sum of the orders, their money to the treasury,
/// each at most once. What is signed is read from the bytes. Worded apart from the code that does it.
/// </summary>
internal sealed class TaskAudit(ModelChain chain, BookCopy book, NonceAudit nonces, Coverage coverage)
{
    /// <param name="writes">One batch.</param>
    /// <param name="before">The state before it.</param>
    /// <param name="changes">What it changed.</param>
    public void Check(IReadOnlyList<TableWrite> writes, TreasuryState before, Changes changes)
    {
        foreach (var (job, attempt) in changes.Attempts)
        {
            if (job is WalletTask task)
                CheckBytes(task, attempt);
        }

        foreach (var (was, task) in changes.Tasks)
        {
            if (was is null)
                CheckBegin(writes, before, task);
            else
                CheckStep(was, task);
            Audit.Demand(Aside(before).Equals(Aside(book.State)), $"{task.Id} changes what only orders may change.");
        }

        if (changes.Jobs.Count > 0)
        {
            var open = book.Tasks.Count(task => !task.IsEnded);
            Audit.Demand(open == (book.OpenJob is WalletTask { IsEnded: false } ? 1 : 0), "The open task is not the one that the state names.");
        }
    }

    /// <summary>It is in the newest block.</summary>
    public void CheckMined(WalletTask task, AttemptKind kind, MinedTransaction mined)
    {
        Audit.Demand(mined.Spent.IsZero, $"{task.Id} has bought.");
        coverage.Count((kind, mined.Succeeded) switch
        {
            (AttemptKind.Sweep, true) => Happening.SweepMined,
            (AttemptKind.Reset, true) => Happening.RevocationMined,
            (AttemptKind.Cancel, _) => Happening.CancelMined,
            _ => Happening.TaskRevertedOnChain,
        });
        if (mined.Sent.IsZero)
            return;
        var times = chain.Head.Used().SelectMany(block => block.Transactions).Count(other => other.Sent > 0 && book.OwnerOf(other.Transaction.Hash) == task.Id);
        Audit.Demand(times == 1, $"{task.Id} swept {times} times.");
    }

    /// <summary>Nothing can change any more: what was swept on the chain is what the tasks say.</summary>
    public void CheckEnd()
    {
        var swept = BigInteger.Zero;
        foreach (var task in book.Tasks)
        {
            Audit.Demand(task.IsEnded, $"{task.Id} did not end.");
            if (task is { Action: TaskAction.Sweep { Units: var units }, Status: JobStatus.Completed })
                swept += units;
        }

        Audit.Demand(chain.Head.State.Swept == swept, $"The treasury got {chain.Head.State.Swept}, and the tasks say {swept}.");
    }

    private void CheckBegin(IReadOnlyList<TableWrite> writes, TreasuryState before, WalletTask task)
    {
        Audit.Demand(before.OpenOrderId is null && book.Orders.All(order => order.IsEnded), $"{task.Id} begins while {before.OpenOrderId ?? "an order"} is open.");
        Audit.Demand(writes.Any(write => write.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal)), $"{task.Id} begins without a row that says who asked for it.");
        Audit.Demand(task is { Retry: 0, Status: JobStatus.Pending, Phase: JobPhase.Reserved, Stablecoin: var coin } && coin == ModelContracts.Stablecoin, $"{task.Id} begins in the middle.");
        Audit.Demand(
            task.Action switch
            {
                TaskAction.Sweep sweep => sweep.Receiver == ModelContracts.Treasury && sweep.Units > 0,
                TaskAction.Revoke revoke => revoke.Spender == ModelContracts.Router || revoke.Spender == ModelContracts.OldRouter,
                _ => false,
            },
            $"{task.Id} is to do what no task does.");
    }

    private void CheckStep(WalletTask was, WalletTask task)
    {
        Audit.Demand(!was.IsEnded, $"{task.Id} had ended already.");
        Audit.Demand(!task.IsUnknown, $"{task.Id} is unknown.");
        Audit.Demand(
            (was.Action, was.Wallet, was.KeyId, was.Stablecoin, was.Why, was.RequestedBy, was.CreatedAt)
                == (task.Action, task.Wallet, task.KeyId, task.Stablecoin, task.Why, task.RequestedBy, task.CreatedAt),
            $"{task.Id}: what was frozen when it was taken on changed.");
        if (task.Hold is { } hold && was.Hold?.Reason != hold.Reason)
        {
            coverage.Count(hold.Reason);
            if (hold.Reason == ReasonCode.SignerUnavailable)
                coverage.Count(Happening.TaskWithoutKey);
        }

        if (task.Reason is { } reason && was.Reason != reason)
            coverage.Count(reason);
        if (task.Retry > was.Retry)
            coverage.Count(Happening.TaskStartedOver);
        if (task.Status == JobStatus.Completed)
            CheckCompleted(task);
        if (task.Status == JobStatus.Failed)
            CheckFailed(task);
    }

    private static void CheckBytes(WalletTask task, Attempt attempt)
    {
        var transaction = ModelTransaction.Of(attempt.SignedBytes);
        var content = transaction.Content;
        var data = content.Data.Span;
        Audit.Demand(ModelKey.Versions[transaction.Wallet].Address == task.Wallet && content.Value.IsZero, $"{task.Id} is signed for by another wallet, or pays.");
        switch (attempt.Kind)
        {
            case AttemptKind.Cancel:
                Audit.Demand(content.To == task.Wallet && data.IsEmpty, $"{task.Id} is cancelled by something else than a cancel.");
                break;
            case AttemptKind.Sweep when task.Action is TaskAction.Sweep sweep && content.To == task.Stablecoin && Erc20.TransferTo.Selector.Begins(data):
                Audit.Demand(AddressIn(data) == ModelContracts.Treasury, $"{task.Id} sends stablecoin to another address than the treasury.");
                Audit.Demand(ModelContracts.Argument(data, 1) == sweep.Units, $"{task.Id} sends another amount than it names.");
                break;
            case AttemptKind.Reset when task.Action is TaskAction.Revoke revoke && content.To == task.Stablecoin && Erc20.Approve.Selector.Begins(data):
                Audit.Demand(AddressIn(data) == revoke.Spender, $"{task.Id} sets the allowance of another spender.");
                Audit.Demand(ModelContracts.Argument(data, 1).IsZero, $"{task.Id} lets a spender take something.");
                break;
            default:
                throw new SimulationException($"{task.Id} signs for a {attempt.Kind} that is none.");
        }
    }

    private void CheckCompleted(WalletTask task)
    {
        coverage.Count(task.Action is TaskAction.Sweep ? Happening.SweepCompleted : Happening.RevocationCompleted);
        var (block, mined) = chain.Head.Find(task.Outcome!.TransactionHash)
            ?? throw new SimulationException($"{task.Id} is completed, but its transaction is not on the chain.");
        Audit.Demand(block.Number <= chain.HighestFinal, $"{task.Id} is completed, but its transaction is not final.");
        Audit.Demand(mined.Succeeded && book.OwnerOf(mined.Transaction.Hash) == task.Id, $"{task.Id} is completed by another transaction than its own.");
        switch (task.Action)
        {
            case TaskAction.Sweep sweep:
                Audit.Demand((mined.Sent, task.Outcome.LeftUnits, task.Outcome.ArrivedUnits) == (sweep.Units, sweep.Units, sweep.Units), $"{task.Id}: task and chain differ in the amounts.");
                break;
            case TaskAction.Revoke revoke:
                Audit.Demand(WasZeroSince(block, mined.Transaction.Wallet, revoke.Spender), $"{task.Id} is completed, and its allowance was never 0 since.");
                break;
        }
    }

    private void CheckFailed(WalletTask task)
    {
        coverage.Count(Happening.TaskFailed);
        if (task.Reason == ReasonCode.ForeignNonce)
            coverage.Count(Happening.TaskFailedByForeignNonce);
        var open = book.AttemptsOf(task.Id).FirstOrDefault(attempt => attempt.Nonce >= nonces.FinalNonce(task));
        Audit.Demand(open is null, $"{task.Id} failed, though nonce {open?.Nonce} can still be mined.");
        var done = book.AttemptsOf(task.Id).FirstOrDefault(attempt =>
            attempt.Kind == task.Deed && chain.Head.Find(attempt.TransactionHash) is { Mined.Succeeded: true });
        Audit.Demand(done is null || task.Reason == ReasonCode.AllowanceMismatch, $"{task.Id} failed, though {done?.TransactionHash} did what it was for.");
    }

    /// <summary>What a task may take part in is left out: what is open, nonces, heights, spenders, pins, records and audits.</summary>
    private static object Aside(TreasuryState state) => (
        state.Sums with { OpenOrderId = null }, state.LastExecutionAt, state.NewestCounting, state.FinishedSlot, state.PendingSlot, state.LastSwapGas, state.Fills, state.Pause);

    private bool WasZeroSince(ModelBlock first, int wallet, Address spender)
    {
        for (var block = chain.Head; block is not null && block.Number >= first.Number; block = block.Parent)
        {
            if (block.State.Accounts[wallet].AllowanceOf(new BigInteger(spender.ToArray(), isUnsigned: true, isBigEndian: true)).IsZero)
                return true;
        }

        return false;
    }

    private static Address AddressIn(ReadOnlySpan<byte> data) => new(data.Slice(4 + 12, Address.Size));
}
