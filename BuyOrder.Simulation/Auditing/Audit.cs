using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Auditing;

/// <summary>What must hold of order store, chain and revenue: looked at after each write to the book and each block.</summary>
/// <param name="chain">As it really is.</param>
/// <param name="coverage">Where to count what happens.</param>
/// <param name="zone">The ledger's business time zone.</param>
internal sealed class Audit(ModelChain chain, Coverage coverage, string zone)
{
    /// <summary>Deviation, slippage and what a token keeps for itself are less together; the office moves the price by more.</summary>
    private const int PriceToleranceBps = 1_500;

    private readonly HashSet<Hash256> seen = [];
    private readonly HashSet<Zar> totals = [Zar.Zero];
    private readonly RecordsCopy records = new();
    private readonly WindowsCopy windows = new(coverage, TimeZoneInfo.FindSystemTimeZoneById(zone));
    private readonly MessagesCopy messages = new();
    private NonceAudit? nonces;
    private CancelAudit? cancels;
    private TaskAudit? tasks;

    /// <summary>Where several price sources are switched on; null elsewhere.</summary>
    public PriceAudit? Prices { get; init; }

    /// <summary>Where there are several markets; null elsewhere.</summary>
    public MarketAudit? Markets { get; init; }

    public BookCopy Book { get; } = new(coverage);

    private NonceAudit Nonces => nonces ??= new NonceAudit(chain, Book, coverage);

    private CancelAudit Cancels => cancels ??= new CancelAudit(Book, Nonces, coverage);

    private TaskAudit Tasks => tasks ??= new TaskAudit(chain, Book, Nonces, coverage);

    /// <summary>What the office made of a version of the parameters.</summary>
    public required Func<int, BusinessParameters> Parameters { get; init; }

    /// <summary>The newest version that the office was told to be in force.</summary>
    public required Func<int> Answered { get; init; }

    public static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new SimulationException(otherwise);
    }

    /// <summary>The revenue had this total once.</summary>
    public void Revenue(Zar total) => totals.Add(total);

    public void Written(IReadOnlyList<TableWrite> writes)
    {
        var (changes, before) = (new Changes(), Book.State);
        foreach (var write in writes)
            Book.Take(write, changes);
        Nonces.CheckState(before, Book.State, changes);
        Demand(!before.IsPaused || changes.Orders.All(change => change.Before is not null), "Revenue was reserved while buying was paused.");
        Demand(!before.IsPaused || changes.Attempts.TrueForAll(MayBeAddedWhilePaused), "Bytes were stored while buying was paused.");
        var turned = before.Pause is PauseState.Unmoved || before.Pause == Book.State.Pause ? null : Book.State.Pause;
        Demand(turned is null || writes.Any(write => write.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal)), "The pause changed without an audit row.");
        messages.Check(writes, changes.Orders, turned);
        foreach (var (_, job) in changes.Jobs)
            Demand(job.Hold?.Reason != ReasonCode.SigningRefused, $"{job.Id} was refused at the signing boundary, and the engine builds nothing that is not permitted: {job.Hold}.");
        foreach (var (job, attempt) in changes.Attempts)
        {
            Nonces.Check(job, attempt);
            CheckParameters(job, attempt);
        }

        foreach (var (was, order) in changes.Orders)
            CheckOrder(was, order);
        Cancels.Check(writes, changes);
        Tasks.Check(writes, before, changes);
        Prices?.Check(writes, changes, before.ParametersVersion);
        Markets?.Check(changes);
        if (writes.Any(write => write.Key == OrderKeys.State) || changes.Jobs.Count > 0)
        {
            CheckSums();
            WindowsCopy.Check(Book);
        }

        records.Check(writes, changes.Jobs, Book.State);
    }

    /// <summary>A node has been shown these bytes: they must be in the book, whole.</summary>
    public void Seen(ModelTransaction transaction)
    {
        if (!seen.Add(transaction.Hash))
            return;
        var owner = Book.OwnerOf(transaction.Hash) ?? throw new SimulationException($"{transaction.Hash} was broadcast before it was stored.");
        Demand(
            Book.AttemptsOf(owner).Any(attempt => attempt.SignedBytes.Span.SequenceEqual(transaction.Bytes.Span)),
            $"{transaction.Hash} was broadcast, but no attempt of {owner} has its bytes.");
    }

    /// <summary>At every block no order has bought twice, and none may take more than its spend.</summary>
    public void CheckHead()
    {
        foreach (var mined in chain.Head.Transactions)
        {
            if (Book.OwnerOf(mined.Transaction.Hash) is not { } id)
                continue;
            var (job, kind) = (Book.FindJob(id)!, Book.AttemptsOf(id).First(attempt => attempt.TransactionHash == mined.Transaction.Hash).Kind);
            if (job is WalletTask task)
            {
                Tasks.CheckMined(task, kind, mined);
                continue;
            }

            Demand(
                kind is not (AttemptKind.Approve or AttemptKind.Reset)
                    || ModelContracts.Argument(mined.Transaction.Content.Data.Span, 1) == (kind == AttemptKind.Reset ? 0 : ((Order)job).SpendUnits),
                $"{id} lets the market take something else than its spend.");
            coverage.Count(kind switch
            {
                AttemptKind.Approve => Happening.ApprovalMined,
                AttemptKind.Reset => Happening.ResetMined,
                AttemptKind.Cancel => Happening.CancelMined,
                _ => mined.Succeeded ? Happening.SwapMined : Happening.SwapRevertedOnChain,
            });
        }

        if (chain.Head.Transactions.Count == 0)
            return;
        foreach (var bought in chain.Purchases.GroupBy(mined => Book.OwnerOf(mined.Transaction.Hash)))
            Demand(bought.Count() == 1, $"{bought.Key} bought {bought.Count()} times.");
    }

    /// <summary>Nothing can change any more: the purchases of the chain are those of the book.</summary>
    public void CheckEnd()
    {
        var bought = chain.Purchases.Select(mined => Book.OwnerOf(mined.Transaction.Hash)).ToHashSet();
        foreach (var order in Book.Orders.Where(order => !order.IsUnknown))
        {
            Demand(
                bought.Contains(order.Id) == (order.Status == JobStatus.Completed),
                $"{order.Id} is {order.Status}, and the chain knows {(bought.Contains(order.Id) ? "a" : "no")} purchase of it.");
        }

        Tasks.CheckEnd();
    }

    private static bool MayBeAddedWhilePaused((Job Job, Attempt Attempt) added) =>
        added.Job is WalletTask || added is { Job.CancelRequested: not null, Attempt.Kind: AttemptKind.Cancel };

    /// <summary>Price and fees are never frozen on an order: it is signed for with those that the office wants now.</summary>
    private void CheckParameters(Job job, Attempt attempt)
    {
        Demand(attempt.ParametersVersion >= Answered(), $"{job.Id} was signed for under parameters that were not in force any more.");
        var inForce = Parameters(attempt.ParametersVersion!.Value);
        Demand(attempt.MaxFeePerGasWei <= inForce.MaxFeePerGasWei, $"{job.Id} offers a fee above the cap in force.");
        if (attempt.Kind != AttemptKind.Swap || Prices is not null || job is not Order order)
            return;
        var frozen = Parameters(order.ParametersVersion);

        // What was quoted, from the tokens that the swap accepts.
        var quoted = attempt.MinimumOut * BasisPoints.Whole / (BasisPoints.Whole - frozen.SlippageBps);
        var atReference = inForce.ReferencePrice.Scaled * quoted / Price.One;
        Demand(
            BigInteger.Abs(atReference - order.SpendUnits) * BasisPoints.Whole <= order.SpendUnits * PriceToleranceBps,
            $"{order.Id} buys at a price that is not the one in force.");
    }

    private void CheckOrder(Order? before, Order after)
    {
        if (after.Hold is { } hold && before?.Hold?.Reason != hold.Reason)
            coverage.Count(hold.Reason);
        if (after.Reason is { } reason && before?.Reason != reason)
            coverage.Count(reason);
        Demand(after.Spend.Cents == after.RevenueBase.Cents * after.RateBps / 10_000, $"{after.Id}: the spend does not follow from its base.");
        if (before is null)
        {
            Demand(totals.Contains(after.RevenueTotal), $"{after.Id}: the ledger never had the total {after.RevenueTotal}.");
            Demand(Book.State.ConsumedBase <= after.RevenueTotal, "More revenue is used than there is.");
            Demand(after.RateBps == Parameters(after.ParametersVersion).RateBps, $"{after.Id}: the office never set the rate {after.RateBps}.");
            Demand(after.ParametersVersion >= Answered(), $"{after.Id} was reserved under parameters that were not in force any more.");
            windows.Reserved(after, Parameters(after.ParametersVersion).Limits, Book);
        }

        if (after.IsUnknown && before is not { IsUnknown: true })
            coverage.Count(Happening.OrderUnknown);
        if (after.Status == JobStatus.Completed && before is not { IsEnded: true })
            CheckCompleted(after);
        if (after.Status == JobStatus.Failed && before is not { IsEnded: true })
        {
            coverage.Count(Happening.OrderFailed);
            windows.Failed(after);
        }

        Demand(before is not { IsEnded: true } || before.Status == after.Status, $"{after.Id} had ended already.");
    }

    private void CheckCompleted(Order order)
    {
        coverage.Count(order.Retry > 0 ? Happening.OrderCompletedAfterRetry : Happening.OrderCompleted);
        var (block, mined) = chain.Head.Find(order.Purchase!.TransactionHash)
            ?? throw new SimulationException($"{order.Id} is completed, but its purchase is not on the chain.");
        Demand(block.Number <= chain.HighestFinal, $"{order.Id} is completed, but its purchase is not final.");
        Demand(Book.OwnerOf(mined.Transaction.Hash) == order.Id, $"{order.Id} is completed by another order's purchase.");
        Demand(
            mined.Spent == order.Purchase.SpentUnits && mined.Spent == order.SpendUnits
                && order.Purchase.TokensAcquired == (order.Purchase.ByEventsAlone ? mined.Received - mined.Fee : mined.Arrived),
            $"{order.Id}: book and chain differ in the amounts.");
        Demand(
            block.State.Accounts[mined.Transaction.Wallet].OldAllowance.IsZero,
            $"{order.Id} bought while an allowance of another time stood.");
    }

    private void CheckSums()
    {
        var state = Book.State;
        var (open, consumed, spent, tokens, completed, failed) = (0, 0L, 0L, BigInteger.Zero, 0, 0);
        foreach (var order in Book.Orders)
        {
            consumed += order.Status == JobStatus.Failed ? 0 : order.RevenueBase.Cents;
            open += order.IsEnded ? 0 : 1;
            failed += order.Status == JobStatus.Failed ? 1 : 0;
            if (order.Status != JobStatus.Completed)
                continue;
            completed++;
            spent += order.Spend.Cents;
            tokens += order.Purchase!.TokensAcquired;
        }

        Demand(open <= 1 && (open == 1) == (Book.Open is { IsEnded: false }), "The open order is not the one the state names.");
        Demand(open == 1 || state.OpenOrderId is null || Book.OpenJob is WalletTask, "The state names an open order that there is not.");
        Demand(state.OpenSpend == (Book.Open?.Spend ?? Zar.Zero), "The open spend is not the open order's.");
        Demand(state.ConsumedBase.Cents == consumed, "The consumed base is not the sum over pending and completed orders.");
        Demand(state.TotalSpent.Cents == spent, "The spend is not the sum over completed orders.");
        Demand(state.TokensAcquired == tokens, "The tokens are not the sum over completed orders.");
        Demand(state.Completed == completed && state.Failed == failed, "The counts are wrong.");
    }
}
