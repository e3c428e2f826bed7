using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Store;
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
    private readonly Dictionary<(Address Wallet, long Nonce), (string Order, int Retry)> uses = [];
    private readonly Dictionary<(string Order, int Retry), long> nonces = [];
    private readonly HashSet<(string Order, int Retry, long Nonce)> started = [];
    /// <summary>The first of a try and three more.</summary>
    private const int MostApprovals = 4;

    /// <summary>Deviation, slippage and what a token keeps for itself are less together; the office moves the price by more.</summary>
    private const int PriceToleranceBps = 1_500;

    private readonly HashSet<Hash256> seen = [];
    private readonly HashSet<Zar> totals = [Zar.Zero];
    private readonly RecordsCopy records = new();
    private readonly WindowsCopy windows = new(coverage, TimeZoneInfo.FindSystemTimeZoneById(zone));
    private readonly MessagesCopy messages = new();
    private CancelAudit? cancels;

    /// <summary>Where several price sources are switched on; null elsewhere.</summary>
    public PriceAudit? Prices { get; init; }

    /// <summary>Where there are several markets; null elsewhere.</summary>
    public MarketAudit? Markets { get; init; }

    public BookCopy Book { get; } = new(coverage);

    private CancelAudit Cancels => cancels ??= new CancelAudit(chain, Book, coverage);

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
        List<(Order? Before, Order After)> changed = [];
        List<(Order Order, Attempt Attempt)> added = [];
        var (pause, wasPaused, inForce) = (Book.State.Pause, Book.State.IsPaused, Book.State.ParametersVersion);
        foreach (var write in writes)
            Book.Take(write, changed, added);
        Demand(!wasPaused || !changed.Exists(change => change.Before is null), "Revenue was reserved while buying was paused.");
        Demand(!wasPaused || added.TrueForAll(IsOfCancelledOrder), "Bytes were stored while buying was paused.");
        Demand(
            pause is PauseState.Unmoved || pause == Book.State.Pause || writes.Any(write => write.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal)),
            "The pause changed, and nobody is on record for it.");
        messages.Check(writes, changed, pause is PauseState.Unmoved || pause == Book.State.Pause ? null : Book.State.Pause);
        foreach (var (order, attempt) in added)
        {
            CheckNonce(order, attempt);
            CheckParameters(order, attempt);
        }

        foreach (var (before, after) in changed)
            CheckOrder(before, after);
        Cancels.Check(writes, changed, added);
        Prices?.Check(writes, changed, added, inForce);
        Markets?.Check(changed, added);
        if (writes.Any(write => write.Key == OrderKeys.State) || changed.Count > 0)
        {
            CheckSums();
            WindowsCopy.Check(Book);
        }

        records.Check(writes, changed, Book.State);
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

    /// <summary>Whatever the chain looks like just now, no order has bought twice, and none may take more than its spend.</summary>
    public void CheckHead()
    {
        foreach (var mined in chain.Head.Transactions)
        {
            if (Book.OwnerOf(mined.Transaction.Hash) is not { } id)
                continue;
            var (order, kind) = (Book.Find(id)!, Book.AttemptsOf(id).First(attempt => attempt.TransactionHash == mined.Transaction.Hash).Kind);
            Demand(
                kind is not (AttemptKind.Approve or AttemptKind.Reset)
                    || ModelContracts.Argument(mined.Transaction.Content.Data.Span, 1) == (kind == AttemptKind.Reset ? 0 : order.SpendUnits),
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
                bought.Contains(order.Id) == (order.Status == OrderStatus.Completed),
                $"{order.Id} is {order.Status}, and the chain knows {(bought.Contains(order.Id) ? "a" : "no")} purchase of it.");
        }
    }

    private void CheckNonce(Order order, Attempt attempt)
    {
        var use = (order.Id, attempt.Retry);
        Demand(
            uses.TryAdd((order.Wallet, attempt.Nonce), use) || uses[(order.Wallet, attempt.Nonce)] == use,
            $"Nonce {attempt.Nonce} is used by more than one try.");
        var isFirst = started.Add((order.Id, attempt.Retry, attempt.Nonce));
        Demand(!isFirst || attempt.Kind != AttemptKind.Cancel, $"{order.Id} is cancelled at nonce {attempt.Nonce}, which was not its own.");
        if (attempt.Kind == AttemptKind.Swap || (attempt.Kind == AttemptKind.Cancel && order.CancelRequested is null))
        {
            var isOnly = nonces.TryAdd((order.Id, attempt.Retry), attempt.Nonce) || nonces[(order.Id, attempt.Retry)] == attempt.Nonce;
            Demand(isOnly, $"{order.Id}: one try has two nonces.");
        }

        Demand(
            Book.AttemptsOf(order.Id).Where(other => other.Retry == attempt.Retry && other.Kind == AttemptKind.Approve)
                .Select(other => other.Nonce).Distinct().Count() <= MostApprovals,
            $"{order.Id} approves again and again.");
        if (!isFirst)
            coverage.Count(Happening.FeeRaised);
        if (attempt.Retry == 0 || !isFirst)
            return;

        coverage.Count(Happening.SecondNonce);
        var wallet = ModelKey.Versions.Single(key => key.KeyId == order.KeyId).Version;
        var final = chain.Head.At(chain.HighestFinal)!.State.Accounts[wallet].Nonce;
        foreach (var earlier in Book.AttemptsOf(order.Id).Where(earlier => earlier.Retry < attempt.Retry))
            Demand(earlier.Nonce < final, $"{order.Id} takes nonce {attempt.Nonce} before {earlier.Nonce} is final.");
    }

    private static bool IsOfCancelledOrder((Order Order, Attempt Attempt) added) =>
        added is { Order.CancelRequested: not null, Attempt.Kind: AttemptKind.Cancel };

    /// <summary>Whatever an order has frozen, it is signed for with the price and the fees that the office wants now.</summary>
    private void CheckParameters(Order order, Attempt attempt)
    {
        Demand(attempt.ParametersVersion >= Answered(), $"{order.Id} was signed for under parameters that were not in force any more.");
        var (inForce, frozen) = (Parameters(attempt.ParametersVersion!.Value), Parameters(order.ParametersVersion));
        Demand(attempt.MaxFeePerGasWei <= inForce.MaxFeePerGasWei, $"{order.Id} offers a fee above the cap in force.");
        if (attempt.Kind != AttemptKind.Swap || Prices is not null)
            return;

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
        if (after.Status == OrderStatus.Completed && before is not { IsEnded: true })
            CheckCompleted(after);
        if (after.Status == OrderStatus.Failed && before is not { IsEnded: true })
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
            consumed += order.Status == OrderStatus.Failed ? 0 : order.RevenueBase.Cents;
            open += order.IsEnded ? 0 : 1;
            failed += order.Status == OrderStatus.Failed ? 1 : 0;
            if (order.Status != OrderStatus.Completed)
                continue;
            completed++;
            spent += order.Spend.Cents;
            tokens += order.Purchase!.TokensAcquired;
        }

        Demand(open <= 1 && (open == 1) == (Book.Open is { IsEnded: false }), "The open order is not the one the state names.");
        Demand(open == 1 || state.OpenOrderId is null, "The state names an open order that there is not.");
        Demand(state.OpenSpend == (Book.Open?.Spend ?? Zar.Zero), "The open spend is not the open order's.");
        Demand(state.ConsumedBase.Cents == consumed, "The consumed base is not the sum over pending and completed orders.");
        Demand(state.TotalSpent.Cents == spent, "The spend is not the sum over completed orders.");
        Demand(state.TokensAcquired == tokens, "The tokens are not the sum over completed orders.");
        Demand(state.Completed == completed && state.Failed == failed, "The counts are wrong.");
    }
}
