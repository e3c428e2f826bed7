using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>The way on after rows of the order store contradict each other: its sums are computed anew from the orders and the chain.</summary>
/// <remarks>The ledger itself must hold: what an order may spend is computed from it, and nothing else could mend it.</remarks>
internal sealed partial class RecordsRestart(
    ITableStore tables, LedgerOptions options, RevenueLedger ledger, ParameterStore parameters, RestartOutflows chain, OutflowCheck outflows,
    FaultAlarm alarm, TimeProvider time, ILogger<RecordsRestart> logger, NotificationOptions? notifications = null)
{
    /// <summary>Rows on which no step rests in the batch of state and record; if there are more they go before it, as many at once.</summary>
    public const int MaxAside = 90;

    private const string Subject = "records";

    private readonly ITable book = tables.Table(OrderKeys.Table);
    private readonly ITable meta = tables.Table(LedgerKeys.Table);
    private readonly OrderVerifier verifier = new(tables, time);
    private readonly VerificationLog log = new(tables);
    private readonly RestartDocuments documents = new(tables, time);

    /// <summary>Safe to repeat: once it is done there is no fault to name any more.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The wallet's address is not known just now.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public async Task<RecordsRestartResult> RestartAsync(RecordsRestartRequest request, CancellationToken cancellation)
    {
        try
        {
            return await OptimisticWrite.RunAsync(
                () => TryAsync(request, cancellation), OrderKeys.Partition, "its records were being restarted");
        }
        catch (LedgerFaultException broken)
        {
            return NotMended(broken.Fault);
        }
        catch (ForeignRowException foreign)
        {
            return NotMended(LedgerFault.Of(foreign));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException)
        {
            return new RecordsRestartResult.Conflict($"A row cannot be read, and must be put right first: {unreadable.Message}");
        }
    }

    /// <summary>Null: another instance was faster.</summary>
    private async Task<RecordsRestartResult?> TryAsync(RecordsRestartRequest request, CancellationToken cancellation)
    {
        await ledger.OpenAsync(cancellation);
        var before = await log.NewestAsync(cancellation);
        var faults = await FaultsAsync(before, cancellation);
        if (faults.Count == 0)
        {
            // A restart that died before its own verification was recorded: buying goes on only once one is.
            if (before?.Fault is not null)
                await VerifyAsync(before, cancellation);
            return new RecordsRestartResult.Conflict("The rows of the order store fit together: there is nothing to restart.");
        }

        var edited = await documents.FindAsync(faults[0], cancellation);
        if (edited is not null)
            faults[0] = edited.Shown;
        if (faults.Find(each => each.Hash == request.Fault) is not { } fault)
            return new RecordsRestartResult.Conflict($"That is not the fault found now, which is: {faults[0].Told}");
        edited = edited is not null && fault == faults[0] ? edited : null;
        if (edited is null && !IsOfTheBook(fault))
            return NotMended(fault);

        var sound = await new Verifier(tables, options, time) { HasOrders = false, Repairs = false }.VerifyAsync(before?.Anchor, null, null, cancellation);
        if (sound.FirstFault is { } entries)
            return new RecordsRestartResult.Conflict($"The ledger itself does not fit, and must be put right first: {entries.Told}");
        var totals = await ledger.ReadTotalsAsync(cancellation);
        var rows = await RestartRows.ReadAsync(book, cancellation);
        if (edited is not null && await documents.RefuseAsync(edited, rows.Orders, cancellation) is { } refused)
            return new RecordsRestartResult.Conflict(refused);
        var found = await chain.ReadAsync(RestartPlan.Wallets(rows), 0, cancellation);
        if (RestartPlan.OpenBytes(rows, found) is { } open)
            return new RecordsRestartResult.Conflict(open);
        if (edited is not null && !await documents.ApplyAsync(edited, request.RequestedBy, request.Reason, cancellation))
            return null;
        var inForce = await parameters.CurrentAsync(cancellation);
        if (Floor(rows, totals, inForce) is { } less)
            return NotMended(less);
        var lost = edited?.Document is null ? (int?)null : edited.Version;
        var plan = new RestartPlan(rows, found, inForce, time.GetUtcNow(), lost);
        var basis = new RestartBasis(rows, found, plan, totals, inForce, before);
        return await WriteAsync(request, fault, edited?.Evidence, basis, cancellation);
    }

    /// <summary>
    /// Every fault that may have been shown: by a run, by a start, by a verification. Parameters come first, since nothing is computed without them,
    /// and then what steps look at.
    /// </summary>
    private async Task<List<LedgerFault>> FaultsAsync(StoredVerification? before, CancellationToken cancellation)
    {
        var faults = new List<LedgerFault>();
        try
        {
            await parameters.CurrentAsync(cancellation);
        }
        catch (LedgerFaultException edited)
        {
            faults.Add(edited.Fault);
        }

        try
        {
            var loaded = await new OrderStoreReader(book).ReadAsync(state => state.OpenOrderId, null, cancellation);
            if (RecordedFloor.Check(loaded.Record!, before?.Record) is { } cut)
                faults.Add(cut);
        }
        catch (LedgerFaultException broken)
        {
            faults.Add(broken.Fault);
        }

        if ((await verifier.VerifyAsync(before?.Record, cancellation)).Fault is { } found)
            faults.Add(found);
        if (faults.Count == 0 && (await outflows.CheckAsync(null, 0, cancellation)).Fault is { } spent)
            faults.Add(spent);
        return faults;
    }

    private static bool IsOfTheBook(LedgerFault fault) =>
        fault.Partition == OrderKeys.Partition || (fault.Partition == LedgerKeys.MetaPartition && fault.Property == LedgerMeta.OrdersSince);

    private static RecordsRestartResult.Conflict NotMended(LedgerFault fault) =>
        new($"A restart of the records does not mend this, it must be put right first: {fault.Told}");

    /// <summary>What the newest record froze, if that record is as it was written: a ledger that has lost some of it is restored from a backup.</summary>
    private static LedgerFault? Floor(RestartRows rows, LedgerTotals totals, ParametersVersion inForce) =>
        rows.NewestRecord is { } newest && TreasuryStateCheck.Record(newest) is null
            ? RecordedFloor.Check(RecordRow.Read(newest.Values), totals, inForce)
            : null;

    private async Task<RecordsRestartResult?> WriteAsync(
        RecordsRestartRequest request, LedgerFault fault, string? accepted, RestartBasis basis, CancellationToken cancellation)
    {
        var (rows, found, plan, before) = (basis.Rows, basis.Chain, basis.Plan, basis.Before);
        var now = time.GetUtcNow();
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{fault.Told} Before: {Sums(OldSums(rows))}. Now: {Sums(plan.State.Sums)}, {plan.Beyond} ZAR of it beyond the orders; outflows: {found.Outflows.Count} in blocks 0 to {found.Final}.");
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.LedgerRestarted, Subject), now, request.RequestedBy, AuditAction.LedgerRestarted, Subject, request.Reason,
            Evidence(plan.Lost, accepted), detail)
        {
            Before = Sums(OldSums(rows)),
            After = Sums(plan.State.Sums),
        };
        var (audited, auditRow) = TreasuryStateSeal.Audited(plan.State.Using(basis.InForce.Version), audit);
        var (state, recordRow, record) = Recorded(basis, audited, now, detail);

        // More rows than one batch holds go first: no step rests on them, and a repetition goes on with the rest.
        var batches = Batches(plan.Aside);
        foreach (var some in batches.SkipLast(1))
        {
            if (!(await book.SubmitAsync(OrderKeys.Partition, some, cancellation)).Applied)
                return null;
        }

        var stateRow = TreasuryStateRow.Write(state);
        TableWrite[] writes =
        [
            rows.State is { } old ? new TableWrite.Replace(OrderKeys.State, stateRow, old.ETag) : new TableWrite.Insert(OrderKeys.State, stateRow),
            new TableWrite.Insert(OrderKeys.Record(record.Number), recordRow),
            new TableWrite.Insert(OrderKeys.Audit(audit.Id), auditRow),
            .. plan.Together,
            .. Told(plan, new RecordAnchor(record.Number, record.Hash)),
            .. batches[^1],
        ];
        if (!(await book.SubmitAsync(OrderKeys.Partition, writes, cancellation)).Applied)
            return null;
        Log.Restarted(logger, request.RequestedBy, detail);
        await LedgerMeta.MarkOrdersAsync(meta, now, cancellation);
        alarm.Clear();
        return new RecordsRestartResult.Restarted(detail, record.Number, state.ConsumedBase, await VerifyAsync(before, cancellation));
    }

    /// <summary>An order that only an operator can go on with from here.</summary>
    private IEnumerable<TableWrite> Told(RestartPlan plan, RecordAnchor newest) => notifications is null
        ? []
        : plan.CallingOperator.Select(order => NotificationRow.Insert(Notification.Of(order, newest)!));

    /// <summary>Transactions that no attempt has any more, and a version that was accepted as it is.</summary>
    private static string? Evidence(IReadOnlyList<string> lost, string? accepted)
    {
        var named = accepted is null ? lost : lost.Append(accepted);
        return named.Any() ? string.Join(' ', named) : null;
    }

    /// <summary>Groups of rows in as few batches as hold them; one at least.</summary>
    /// <exception cref="InvalidDataException">One order has more rows than a batch holds.</exception>
    private static List<List<TableWrite>> Batches(IReadOnlyList<IReadOnlyList<TableWrite>> groups)
    {
        var batches = new List<List<TableWrite>> { new() };
        foreach (var group in groups)
        {
            if (group.Count > MaxAside)
                throw new InvalidDataException($"{group.Count} rows would have to be written together, from {group[0].Key} on.");
            if (batches[^1].Count + group.Count > MaxAside)
                batches.Add([]);
            batches[^1].AddRange(group);
        }

        return batches;
    }

    /// <summary>
    /// The number is one that no record has had, not one that was deleted or seen by a verification either: two records of one number could be
    /// taken for each other.
    /// </summary>
    private static SealedRecord Recorded(RestartBasis basis, TreasuryState state, DateTimeOffset now, string detail)
    {
        var (rows, plan, totals, inForce) = (basis.Rows, basis.Plan, basis.Totals, basis.InForce);
        var stored = rows.NewestRecord is { } newest ? long.MaxValue - long.Parse(newest.Key[OrderKeys.RecordPrefix.Length..], CultureInfo.InvariantCulture) : 0;
        var number = Math.Max(Math.Max(stored, basis.Before?.Record?.Number ?? 0), plan.IsTrusted ? plan.Old.RecordNumber : 0) + 1;
        var completed = plan.Orders.Where(order => order.Status == JobStatus.Completed).MaxBy(order => order.CutOff.Sum());
        var row = RecordRow.Write(new TreasuryRecord
        {
            Number = number,
            Previous = rows.NewestRecord?.Values[RecordRow.HashColumn] as string,
            Event = RecordEvent.Restarted,
            At = now,
            Sums = state.Sums,
            Revenue = totals.Breakdown,
            CutOff = [.. totals.Shards.Select(shard => shard.Entries)],
            ParametersVersion = inForce.Version,
            ParametersHash = inForce.Hash,
            Earlier = new EarlierOrders(plan.Earlier.Count, OrderStoreOpening.HashOf(plan.Earlier)),
            SettledCutOff = completed?.CutOff ?? [.. totals.Shards.Select(_ => 0L)],
            LateFailures = string.Join(',', plan.Orders.Where(order => order is { Status: JobStatus.Failed, TimesUndone: > 0 }).Select(order => order.Id)),
            BeyondOrders = plan.Beyond,
            Detail = detail,
        });
        var record = RecordRow.Read(row);
        return new SealedRecord(state with { RecordNumber = record.Number, RecordHash = record.Hash }, row, record);
    }

    /// <summary>Buying goes on only once a verification finds nothing: the one that found the fault is the newest otherwise.</summary>
    private async Task<string?> VerifyAsync(StoredVerification? before, CancellationToken cancellation)
    {
        var result = await new Verifier(tables, options, time) { Book = verifier }.VerifyAsync(before?.Anchor, before?.Record, null, cancellation);
        if (result.FirstFault is null)
        {
            var (fault, sums) = await outflows.CheckAsync(null, 0, cancellation);
            result = result with { FirstFault = fault, Outflows = sums };
        }

        await log.RecordAsync(result, before?.Anchor, before?.Record, before?.Outflows, cancellation);
        return result.FirstFault?.Told;
    }

    private static TreasurySums? OldSums(RestartRows rows)
    {
        try
        {
            return rows.State is { } row ? TreasuryStateRow.Read(row.Values).Sums : null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string Sums(TreasurySums? sums) => sums is null ? "nothing that can be read" : string.Create(
        CultureInfo.InvariantCulture,
        $"{sums.ConsumedBase} ZAR consumed, {sums.TotalSpent} ZAR spent, {sums.TokensAcquired} units of the token, {sums.GasSpentWei} wei of gas, {sums.Completed} completed, {sums.Failed} failed, open {sums.OpenOrderId ?? "none"}, undone {(sums.UndoneOrders.Length == 0 ? "none" : sums.UndoneOrders)}{Windows(sums.Windows)}");

    private static string Windows(SpendWindows? windows) =>
        windows is null ? "" : $", {windows.DaySpend} ZAR on {DayText.Of(windows.Day)} and {windows.MonthSpend} ZAR in its month";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The records of the order store were restarted by {Who}: {Detail}")]
        public static partial void Restarted(ILogger logger, string who, string detail);
    }
}
