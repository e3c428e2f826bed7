using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Treasury;

/// <summary>
/// The order store in one row: what the orders have consumed and achieved together, which one is open, which nonce comes next.
/// Every step of an order replaces it, so that two instances can never both take a step.
/// </summary>
public sealed record TreasuryState
{
    /// <summary>Σ base of pending and completed orders.</summary>
    public Zar ConsumedBase { get; init; }

    /// <summary>Σ spend of completed orders.</summary>
    public Zar TotalSpent { get; init; }

    /// <summary>Σ tokens of completed orders, smallest unit.</summary>
    public BigInteger TokensAcquired { get; init; }

    /// <summary>Gas of all orders that ended.</summary>
    public BigInteger GasSpentWei { get; init; }

    public long Completed { get; init; }

    public long Failed { get; init; }

    /// <summary>The order or the wallet task that is open; null when none is.</summary>
    public string? OpenOrderId { get; init; }

    /// <summary>Spend of the open order; 0 when none is open.</summary>
    public Zar OpenSpend { get; init; }

    /// <summary>
    /// Orders that were completed until a reorganisation took their purchase off the chain: nothing is bought until all are resolved.
    /// </summary>
    public ImmutableSortedSet<string> UndoneOrders { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>Σ spend of <see cref="UndoneOrders"/>.</summary>
    public Zar UndoneSpend { get; init; }

    public DateTimeOffset? LastExecutionAt { get; init; }

    /// <summary>The nonce the next new transaction of an address will have. An address that is not here adopts the chain's.</summary>
    public ImmutableSortedDictionary<Address, long> NextNonce { get; init; } = ImmutableSortedDictionary<Address, long>.Empty;

    /// <summary>Highest block a majority of nodes has shown: a node below it lags and is not heard.</summary>
    public long HighWaterBlock { get; init; }

    /// <summary>Hash of the chain's block 0, pinned by the first order; null before.</summary>
    public Hash256? GenesisHash { get; init; }

    /// <summary>What the code of every contract on the way was when it was pinned, as <see cref="ContractCode"/> writes it; null before the first order.</summary>
    public string? Contracts { get; init; }

    /// <summary>
    /// Whom the wallet has ever allowed to take stablecoin: their allowances are watched, also when the settings name other routers today.
    /// </summary>
    public ImmutableSortedSet<Address> Spenders { get; init; } = ImmutableSortedSet<Address>.Empty;

    /// <summary>The wallet before, which an administrator left unfinished; null otherwise, and once the next one has had an order.</summary>
    public Address? LeftWallet { get; init; }

    /// <summary>Gas units that the last purchase used; null before the first.</summary>
    public long? LastSwapGas { get; init; }

    /// <summary>Slots before it are never due.</summary>
    public DateTimeOffset? ScheduleFrom { get; init; }

    /// <summary>The newest slot that is finished.</summary>
    public DateTimeOffset? FinishedSlot { get; init; }

    /// <summary>The newest slot that is due; null until one was tried without an order.</summary>
    public PendingSlot? PendingSlot { get; init; }

    /// <summary>The newest link of the record chain; 0 before the chain has begun.</summary>
    public long RecordNumber { get; init; }

    /// <summary>Its hash; null before the chain has begun.</summary>
    public string? RecordHash { get; init; }

    /// <summary>Hash of the open order's row as this step wrote it; null when none is open.</summary>
    public string? OpenOrderHash { get; init; }

    /// <summary>How many audit rows lie with the orders.</summary>
    public long AuditRows { get; init; }

    /// <summary>Over all of them, each bound to the one before it; null while there are none.</summary>
    public string? AuditHash { get; init; }

    /// <summary>What a record keeps of this state.</summary>
    public TreasurySums Sums => new(
        ConsumedBase, TotalSpent, TokensAcquired, GasSpentWei, Completed, Failed, OpenOrderId, OpenSpend, string.Join(',', UndoneOrders), UndoneSpend, Windows);

    /// <summary>
    /// What counts under the newest day and its month; null in a state from before it was kept, until it is counted for the next reservation.
    /// </summary>
    public SpendWindows? Windows { get; init; }

    /// <summary>Whether there was ever an order, be it open, ended or undone.</summary>
    public bool HasHadOrders => Completed > 0 || Failed > 0 || (OpenOrderId is not null && !OrderIds.IsTaskId(OpenOrderId)) || !UndoneOrders.IsEmpty;

    /// <summary>The newest order that has not failed, which the next day's revenue is measured from; null when it must be looked up.</summary>
    public RevenueMark? NewestCounting { get; init; }

    /// <summary>What operators have confirmed of revenue beyond a limit.</summary>
    public ConfirmedRevenue Confirmed { get; init; } = ConfirmedRevenue.None;

    /// <summary>
    /// The newest version of the parameters that a step has rested on or must rest on: none rests on an older one from then on. 0 before there
    /// was any.
    /// </summary>
    public int ParametersVersion { get; init; }

    /// <summary>Whether operators let the service buy. Here, so that a pause replaces the state that every step under way rests on.</summary>
    public PauseState Pause { get; init; } = new PauseState.Unmoved();

    /// <summary>How the completed orders filled, since this is kept.</summary>
    public FillStatistics Fills { get; init; } = FillStatistics.None;

    /// <summary>While what the parameters said is not moved here yet, it is not known.</summary>
    public bool IsPaused => Pause is PauseState.Paused or PauseState.Unmoved;

    /// <summary>Whether an open order may only be watched: buying is paused, or a completed order is undone.</summary>
    public bool HoldsOrders => IsPaused || !UndoneOrders.IsEmpty;

    /// <summary>A book opened now. Slots are due from the minute it was opened in, so that a schedule of every minute is due at once.</summary>
    public static TreasuryState OpenedAt(DateTimeOffset now) =>
        new() { ScheduleFrom = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)) };

    /// <summary>With every sum computed again from the orders themselves; windows that are not known stay so until the next reservation.</summary>
    /// <param name="orders">All there are.</param>
    /// <exception cref="InvalidDataException">More than one of them is open.</exception>
    public TreasuryState WithSumsOf(IReadOnlyCollection<Order> orders)
    {
        var completed = orders.Where(order => order.Status == JobStatus.Completed).ToList();
        var undone = orders.Where(order => !order.IsEnded && order.TimesUndone > 0).ToList();
        var open = orders.Where(order => !order.IsEnded && order.TimesUndone == 0).ToList();
        if (open.Count > 1)
            throw new InvalidDataException($"Orders {string.Join(", ", open.Select(order => order.Id).Order(StringComparer.Ordinal))} are open at once.");
        return this with
        {
            ConsumedBase = orders.Where(order => order.Status != JobStatus.Failed).Aggregate(Zar.Zero, (sum, order) => sum + order.RevenueBase),
            TotalSpent = completed.Aggregate(Zar.Zero, (sum, order) => sum + order.Spend),
            TokensAcquired = completed.Aggregate(BigInteger.Zero, (sum, order) => sum + order.Purchase!.TokensAcquired),
            GasSpentWei = orders.Where(order => order.IsEnded).Aggregate(BigInteger.Zero, (sum, order) => sum + order.GasSpentWei),
            Completed = completed.Count,
            Failed = orders.Count(order => order.Status == JobStatus.Failed),
            OpenOrderId = open.SingleOrDefault()?.Id,
            OpenSpend = open.SingleOrDefault()?.Spend ?? Zar.Zero,
            UndoneOrders = [.. undone.Select(order => order.Id)],
            UndoneSpend = undone.Aggregate(Zar.Zero, (sum, order) => sum + order.Spend),
            Fills = completed.OrderBy(order => order.CreatedAt).Aggregate(FillStatistics.None, (sum, order) => sum.With(order)),
            Windows = Windows is { } windows ? SpendWindows.Of(orders, windows.Zone, windows.Day) : null,
        };
    }

    public TreasuryState Reserve(Order order)
    {
        if (OpenOrderId is not null)
            throw new InvalidOperationException($"Order {OpenOrderId} is open: {order.Id} cannot be reserved.");

        return this with
        {
            ConsumedBase = ConsumedBase + order.RevenueBase,
            OpenOrderId = order.Id,
            OpenSpend = order.Spend,
            LeftWallet = null,
            NewestCounting = new RevenueMark(order.Id, order.RevenueTotal, order.CreatedAt),
            Windows = Windows?.With(order),
        };
    }

    /// <summary>
    /// With a new order: what the nodes showed when it was decided is pinned and watched from now on, and the slot that it was decided for is
    /// finished.
    /// </summary>
    public TreasuryState Reserve(Order order, PreTradeFacts facts, Slot? slot)
    {
        var reserved = Reserve(order).Seen(facts.Head).Watch(facts.Allowances.Keys) with
        {
            GenesisHash = GenesisHash ?? facts.GenesisHash,
            Contracts = facts.Contracts ?? Contracts,
        };
        return slot is null ? reserved : reserved.Finish(slot);
    }

    /// <summary>
    /// A slot was tried and nothing was ordered: too little revenue finishes it, anything else leaves it due. A host whose clock is behind puts none
    /// in the place of a newer one, nor of one that is finished.
    /// </summary>
    public TreasuryState Tried(Slot slot, ReasonCode outcome)
    {
        if (outcome == ReasonCode.BelowMinimum)
            return Finish(slot);
        return PendingSlot?.At > slot.At || slot.At <= FinishedSlot ? this : this with { PendingSlot = new PendingSlot(slot.Id, slot.At, outcome) };
    }

    /// <summary>
    /// The slot that was due is missed, and the newer one is due in its place: the one that is told of must not come back, also
    /// when the try of the newer one fails.
    /// </summary>
    public TreasuryState Miss(Slot newer) => PendingSlot is { } missed && missed.At < newer.At
        ? this with { PendingSlot = missed with { Id = newer.Id, At = newer.At } }
        : throw new InvalidOperationException($"No slot before {newer.Id} is due.");

    /// <summary>Books a completed or failed order. A failed one gives its whole base back, and its spend to its own day and month.</summary>
    public TreasuryState End(Order order)
    {
        var ended = Close(order) with { GasSpentWei = GasSpentWei + order.GasSpentWei, LastExecutionAt = order.EndedAt };
        return order.Status == JobStatus.Failed
            ? ended with
            {
                Failed = Failed + 1,
                ConsumedBase = ConsumedBase - order.RevenueBase,
                NewestCounting = NewestCounting?.OrderId == order.Id ? null : NewestCounting,
                Windows = Windows?.Without(order),
            }
            : ended with
            {
                Completed = Completed + 1,
                TotalSpent = TotalSpent + order.Spend,
                TokensAcquired = TokensAcquired + order.Purchase!.TokensAcquired,
                Fills = Fills.With(order),
            };
    }

    /// <summary>Takes a completed order's achievements back, because its purchase is not on the chain any more. Its base stays consumed.</summary>
    public TreasuryState Undo(Order completed)
    {
        if (completed.Status != JobStatus.Completed || completed.Purchase is not { } purchase)
            throw new InvalidOperationException($"Order {completed.Id} is {completed.Status}: there is nothing to undo.");

        return this with
        {
            Completed = Completed - 1,
            TotalSpent = TotalSpent - completed.Spend,
            TokensAcquired = TokensAcquired - purchase.TokensAcquired,
            Fills = Fills.Without(completed),
            GasSpentWei = GasSpentWei - completed.GasSpentWei,
            UndoneOrders = UndoneOrders.Add(completed.Id),
            UndoneSpend = UndoneSpend + completed.Spend,
        };
    }

    /// <summary>With a wallet task open: it takes the one place there is, and no revenue.</summary>
    public TreasuryState Reserve(WalletTask task) => OpenOrderId is null
        ? this with { OpenOrderId = task.Id, OpenSpend = Zar.Zero }
        : throw new InvalidOperationException($"{OpenOrderId} is open: {task.Id} cannot be reserved.");

    /// <summary>Books what has ended.</summary>
    public TreasuryState End(Job job) => job is Order order ? End(order) : OpenOrderId == job.Id && job.IsEnded
        ? this with { OpenOrderId = null }
        : throw new InvalidOperationException($"{job.Title} ({job.Status}) cannot be booked while {OpenOrderId ?? "nothing"} is open.");

    /// <summary>The next nonce is this one: others have used it, or an operator has accepted that they have.</summary>
    public TreasuryState ExpectNonce(Address wallet, long nonce) => this with { NextNonce = NextNonce.SetItem(wallet, nonce) };

    /// <summary>An administrator leaves this wallet as it is.</summary>
    public TreasuryState Leave(Address wallet) => this with { LeftWallet = wallet };

    /// <summary>The nonce belongs to what is open from now on.</summary>
    public TreasuryState TakeNonce(Address wallet, long nonce) =>
        this with { NextNonce = NextNonce.SetItem(wallet, Math.Max(nonce + 1, NextNonce.GetValueOrDefault(wallet))) };

    /// <summary>The wallet may let these addresses take stablecoin from now on.</summary>
    public TreasuryState Watch(IEnumerable<Address> spenders) => this with { Spenders = Spenders.Union(spenders) };

    /// <summary>A swap of these attempts is final and tells what the next one will need.</summary>
    public TreasuryState LearnGas(IEnumerable<Attempt> closed) =>
        closed.LastOrDefault(attempt => attempt is { Kind: AttemptKind.Swap, State: AttemptState.Succeeded, GasUsed: not null }) is { GasUsed: { } gas }
            ? this with { LastSwapGas = gas }
            : this;

    /// <summary>A step rests on this version of the parameters.</summary>
    public TreasuryState Using(int parametersVersion) =>
        parametersVersion > ParametersVersion ? this with { ParametersVersion = parametersVersion } : this;

    public TreasuryState Seen(long block) => block > HighWaterBlock ? this with { HighWaterBlock = block } : this;

    private TreasuryState Finish(Slot slot) => this with
    {
        FinishedSlot = FinishedSlot > slot.At ? FinishedSlot : slot.At,
        PendingSlot = PendingSlot?.At > slot.At ? PendingSlot : null,
    };

    private TreasuryState Close(Order order)
    {
        if (!order.IsEnded || (OpenOrderId != order.Id && !UndoneOrders.Contains(order.Id)))
            throw new InvalidOperationException($"Order {order.Id} ({order.Status}) cannot be booked while {OpenOrderId ?? "no order"} is open.");
        return OpenOrderId == order.Id
            ? this with { OpenOrderId = null, OpenSpend = Zar.Zero }
            : this with { UndoneOrders = UndoneOrders.Remove(order.Id), UndoneSpend = UndoneSpend - order.Spend };
    }
}
