namespace BuyOrder.Ledger.Verifying;

/// <summary>Which shard to look at, and how.</summary>
internal sealed record ShardTask(int Shard, int ShardCount, TimeZoneInfo Zone)
{
    /// <summary>Sequence numbers at which this shard was frozen.</summary>
    public IReadOnlySet<long> CutOffs { get; init; } = new HashSet<long>();

    /// <summary>The part of the key order to begin with; more than 0 goes on where an earlier look paused.</summary>
    public int FromBucket { get; init; }

    /// <summary>True when the time is over. Null: there is no hurry.</summary>
    public Func<bool>? Deadline { get; init; }

    /// <summary>Told now and then how many entries and blocks are done.</summary>
    public Action<long, long>? Progress { get; init; }

    public bool MayPause => Deadline is not null;

    public bool IsOver() => Deadline?.Invoke() ?? false;

    public void Tell(long entries, long blocks) => Progress?.Invoke(entries, blocks);
}
