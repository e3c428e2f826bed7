using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Ledger.Intake;

/// <summary>Judges rejected revenue again and records what can be an entry; or discards it.</summary>
/// <remarks>
/// The ledger is written first, where the same message counts once, and then the item. So a crash in between, a repetition and
/// several operators at once all end in the same: an item whose message is in the ledger is replayed, even if it was also discarded.
/// </remarks>
internal sealed class RejectedReplay(RejectedRevenue rejected, RevenueIntake intake, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>Together with the page size what one call looks at: seconds, not minutes.</summary>
    private const int MaxPages = 10;

    private const int MaxParallelReads = 16;

    private const string ByItself = "Replayed by itself.";

    /// <summary>Null when there is no such item.</summary>
    /// <exception cref="TableUnavailableException">It may be in the ledger; replaying it again is safe.</exception>
    public Task<ReplayResult?> ReplayAsync(Sha256Hash body, string who, CancellationToken cancellation) =>
        ReplayAsync(body, new Replayer(who, ByItself), cancellation);

    /// <summary>The same against the plausibility limits, with the reason why.</summary>
    /// <exception cref="TableUnavailableException">It may be in the ledger; replaying it again is safe.</exception>
    public Task<ReplayResult?> AcceptAsync(Sha256Hash body, string who, string why, CancellationToken cancellation) =>
        ReplayAsync(body, new Replayer(who, why, Accepts: true), cancellation);

    private async Task<ReplayResult?> ReplayAsync(Sha256Hash body, Replayer replayer, CancellationToken cancellation)
    {
        if (await rejected.FindAsync(body, cancellation) is not { } found)
            return null;
        if (!found.Item.CanBeReplayed)
            return new ReplayResult(null, found.Item);
        var records = await ReplayAsync([body], [found.Body], replayer, cancellation);
        return new ReplayResult(records[0].Record, records[0].Item);
    }

    /// <summary>Replays open items of a reason, oldest first, a bounded number for each call.</summary>
    /// <exception cref="TableUnavailableException">Some are replayed, some not; calling again is safe.</exception>
    public async Task<ReplayAllResult> ReplayAllAsync(string reason, string? continuation, string who, CancellationToken cancellation)
    {
        var (replayed, duplicates, still) = (0, 0, 0);
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await rejected.ListOpenAsync(PageSize, continuation, cancellation);
            var wanted = page.Items.Where(item => item.Reason == reason).ToArray();
            still += wanted.Count(item => !item.CanBeReplayed);
            var bodies = wanted.Where(item => item.CanBeReplayed).Select(item => item.Body).ToArray();
            var results = await ReplayAsync(
                bodies,
                await ReadBodiesAsync(bodies, cancellation),
                new Replayer(who, $"Replayed with all that were rejected as {reason}."),
                cancellation);
            replayed += results.Count(result => result.Record!.Outcome == RecordOutcome.Recorded);
            duplicates += results.Count(result => result.Record!.Outcome == RecordOutcome.Duplicate);
            still += results.Count(result => result.Record!.Rejection is not null);
            continuation = page.Continuation;
            if (continuation is null)
                break;
        }
        return new ReplayAllResult(replayed, duplicates, still, continuation);
    }

    /// <summary>Null when there is no such item. One whose message is in the ledger stays replayed.</summary>
    public async Task<RejectedItem?> DiscardAsync(Sha256Hash body, string who, string why, CancellationToken cancellation)
    {
        var after = await rejected.ChangeAsync(
            [body],
            item => item.Status == RejectedStatus.Open
                ? Closed(item, RejectedStatus.Discarded, AuditAction.RejectedRevenueDiscarded, who, why)
                : null,
            cancellation);
        return after[0];
    }

    private async Task<IReadOnlyList<ReplayResult>> ReplayAsync(
        IReadOnlyList<Sha256Hash> bodies, IReadOnlyList<byte[]> bytes, Replayer replayer, CancellationToken cancellation)
    {
        var messages = bytes.Select(each => new ReadOnlyMemory<byte>(each));
        var readings = replayer.Accepts
            ? await intake.ReadAcceptedAsync(messages, cancellation)
            : await intake.ReadAsync(messages, cancellation);
        var records = await intake.AppendAsync(readings, cancellation);
        var byBody = bodies.Zip(records).ToDictionary(pair => pair.First, pair => pair.Second);
        var items = await rejected.ChangeAsync(bodies, item => Decide(item, byBody[item.Body], replayer), cancellation);
        return [.. items.Zip(records).Select(pair => new ReplayResult(pair.Second, pair.First!))];
    }

    private RejectedChange? Decide(RejectedItem item, RecordResult record, Replayer replayer)
    {
        if (item.Status == RejectedStatus.Replayed)
            return null;
        if (record.Rejection is not { } rejection)
            return Closed(item, RejectedStatus.Replayed, AuditAction.RejectedRevenueReplayed, replayer.Who, replayer.Why, replayer.Accepts);
        return item.Status == RejectedStatus.Open && item.Rejection != rejection
            ? new RejectedChange(item with { Rejection = rejection, Id = record.Id })
            : null;
    }

    private RejectedChange Closed(RejectedItem item, RejectedStatus status, AuditAction action, string who, string why, bool accepts = false)
    {
        var now = time.GetUtcNow();
        var subject = item.Body.ToString();
        var detail = $"It had been rejected as {item.Rejection.Reason}{(accepts ? " and was accepted against the limits" : "")}.";
        var audit = new AuditRecord(AuditRecord.NewId(now, action, subject), now, who, action, subject, why, null, detail)
        {
            Before = RejectedItemRow.Code(item.Status),
            After = RejectedItemRow.Code(status),
        };
        return new RejectedChange(item with { Status = status, Closing = new RejectedClosing(now, who, why) }, Audit: audit);
    }

    private async Task<byte[][]> ReadBodiesAsync(Sha256Hash[] bodies, CancellationToken cancellation)
    {
        var bytes = new byte[bodies.Length][];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, bodies.Length), options, async (i, token) =>
            bytes[i] = (await rejected.FindAsync(bodies[i], token))?.Body
                ?? throw new InvalidDataException($"Rejected revenue {bodies[i]} is listed as open and has no bytes."));
        return bytes;
    }

    /// <param name="Who">Who asks.</param>
    /// <param name="Why">In their own words, or ours.</param>
    /// <param name="Accepts">The plausibility limits are not asked.</param>
    private sealed record Replayer(string Who, string Why, bool Accepts = false);
}

/// <summary>What a replay of one item came to.</summary>
/// <param name="Record">What the ledger said; null when the item cannot be replayed.</param>
/// <param name="Item">As it is now.</param>
internal sealed record ReplayResult(RecordResult? Record, RejectedItem Item);

/// <summary>What one call for all items of a reason came to.</summary>
/// <param name="Replayed">They are entries now.</param>
/// <param name="Duplicates">They were entries already.</param>
/// <param name="StillRejected">They stay open.</param>
/// <param name="Continuation">Where the next call goes on; null when all open items were looked at.</param>
internal sealed record ReplayAllResult(int Replayed, int Duplicates, int StillRejected, string? Continuation);
