using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Signals;

/// <summary>
/// Tells of what no step of an order tells of: changed parameters, a slot that was never tried, a wallet that is short, rejected revenue. It is
/// found in stored rows and on the chain; how far it was told is a row that is replaced with the messages, so that each is told once.
/// </summary>
/// <remarks>A process that dies has either written both or neither, and of two instances one writes.</remarks>
/// <param name="tables">Where the rows are.</param>
/// <param name="book">The order store.</param>
/// <param name="parameters">The business parameters.</param>
/// <param name="rejected">Rejected revenue.</param>
/// <param name="wallet">Looks at the chain.</param>
/// <param name="time">Tells when the next look is due.</param>
/// <param name="store">Writes nothing here; it knows how messages are written, and whether there are any.</param>
internal sealed class SignalWatch(
    ITableStore tables, OrderQueries book, ParameterStore parameters, RejectedRevenue rejected, WalletQuestion wallet, TimeProvider time,
    OrderStore store)
{
    /// <summary>Between two looks: the ticks in between cost nothing.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Between two messages about rejected revenue.</summary>
    public static readonly TimeSpan RejectedInterval = TimeSpan.FromMinutes(15);

    /// <summary>What is rejected later than this before a look counts with the next: other hosts' clocks differ, and their writes take a moment.</summary>
    public static readonly TimeSpan RejectedLag = TimeSpan.FromSeconds(30);

    /// <summary>Changes of the parameters that are told at one look.</summary>
    public const int MaxChanges = 20;

    private readonly ITable table = tables.Table(OrderKeys.Table);
    private DateTimeOffset nextLook = DateTimeOffset.MinValue;

    /// <summary>One tick.</summary>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; the next look tells what is left.</exception>
    public async Task TickAsync(CancellationToken cancellation)
    {
        if (!store.Tells || time.GetUtcNow() < nextLook)
            return;
        nextLook = time.GetUtcNow() + Interval;
        try
        {
            await LookAsync(cancellation);
        }
        catch (LedgerFaultException)
        {
            // The engine meets the same rows, and raises the alarm.
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var (reading, state, inForce) = (
            table.ReadAsync(OrderKeys.Partition, OrderKeys.Told, cancellation), book.ReadStateAsync(cancellation), parameters.CurrentAsync(cancellation));
        await Task.WhenAll(reading, state, inForce);
        var look = new Look(await state, await inForce, OrderStore.Newest(await state), time.GetUtcNow());
        if (await reading is not { } row)
        {
            // What was before the first look is not told.
            var first = new Told(look.InForce.Version, look.Now, null, null);
            await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Insert(OrderKeys.Told, first.Write())], cancellation);
            return;
        }

        var before = Told.Read(row.Values);
        var (after, messages) = (before, new List<Notification>());
        after = await ChangesAsync(look, after, messages, cancellation);
        after = Missed(look, after, messages);
        after = await RejectedAsync(look, after, messages, cancellation);
        after = await WalletAsync(look, after, messages, cancellation);
        if (after == before)
            return;

        // Refused: another instance was faster, and has told the same.
        await table.SubmitAsync(
            OrderKeys.Partition,
            [new TableWrite.Replace(OrderKeys.Told, after.Write(), row.ETag), .. store.Told(messages)],
            cancellation);
    }

    private async Task<Told> ChangesAsync(Look look, Told told, List<Notification> messages, CancellationToken cancellation)
    {
        var last = Math.Min(look.InForce.Version, told.ParametersVersion + MaxChanges);
        for (var version = told.ParametersVersion + 1; version <= last; version++)
        {
            var (older, newer) = (await parameters.VersionAsync(version - 1, null, cancellation), await parameters.VersionAsync(version, null, cancellation));
            var audit = await tables.Table(ParameterStore.TableName)
                .ReadAsync(ParameterStore.Partition, AuditRow.Key(CurrentRow.AuditOf(older, newer).Id), cancellation);
            if (audit is not null && Notification.Of(AuditRow.Read(audit.Values), look.Newest) is { } message)
                messages.Add(message);
        }

        return told with { ParametersVersion = Math.Max(told.ParametersVersion, last) };
    }

    /// <summary>One that was tried is told of by the run that finds it missed.</summary>
    private static Told Missed(Look look, Told told, List<Notification> messages)
    {
        if (MissedSlot.Find(look.State, look.InForce, look.Now) is not { Reason: null, Slot: var slot } missed || slot.At <= told.MissedSlot)
            return told;
        messages.Add(Notification.Of(new Alarm(Notification.SlotMissed, slot.Id, ReasonCode.Missed, missed.Detail, look.Now, null, look.Newest)));
        return told with { MissedSlot = slot.At };
    }

    private async Task<Told> RejectedAsync(Look look, Told told, List<Notification> messages, CancellationToken cancellation)
    {
        var until = look.Now - RejectedLag;
        if (until - told.RejectedUntil < RejectedInterval)
            return told;
        var reasons = await rejected.CountBetweenAsync(told.RejectedUntil, until, cancellation);
        if (reasons.Count == 0)
            return told;
        var count = reasons.Sum(reason => reason.Count);
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Messages rejected since {told.RejectedUntil.UtcDateTime:O}: {string.Join(", ", reasons.Select(reason => $"{reason.Count} as {reason.Reason}"))}.");
        messages.Add(Notification.Of(
            new Alarm(Notification.RevenueRejected, Ticks(until), new ReasonCode(reasons[0].Reason), detail, until, null, look.Newest) { Count = count }));
        return told with { RejectedUntil = until };
    }

    private async Task<Told> WalletAsync(Look look, Told told, List<Notification> messages, CancellationToken cancellation)
    {
        if (await wallet(look.State, look.InForce.Parameters, cancellation) is not { } shortages)
            return told;
        if (shortages.Count == 0 || told.WalletLowSince is not null)
            return shortages.Count == 0 ? told with { WalletLowSince = null } : told;
        messages.Add(Notification.Of(
            new Alarm(Notification.WalletLow, Ticks(look.Now), ReasonCode.InsufficientFunds, string.Join(' ', shortages), look.Now, null, look.Newest)));
        return told with { WalletLowSince = look.Now };
    }

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>What one look rests on.</summary>
    private sealed record Look(TreasuryState State, ParametersVersion InForce, RecordAnchor? Newest, DateTimeOffset Now);
}
