namespace BuyOrder.Functions.Tests.Scale;

/// <summary>
/// Plays writers of the ledger against the published limits of a storage account, event by event: batches split over shards,
/// transactions with their precondition on the head, refusals, throttling, pauses as the app makes them. Deterministic.
/// </summary>
/// <remarks>
/// Limits: 2 000 entities a second and partition, 20 000 a second and account
/// (https://learn.microsoft.com/azure/storage/tables/scalability-targets). The latencies are assumptions of a region at work. An instance is
/// one core: what it parses, hashes and encodes is done one after the other.
/// </remarks>
internal sealed class ScaleModel
{
    private const int Millisecond = 1_000;
    private const int PlayedSeconds = 30;
    private const long End = PlayedSeconds * 1000L * Millisecond;

    private const int EntitiesPerPartition = 2_000;
    private const int EntitiesPerAccount = 20_000;

    /// <summary>Head, block and one day row come with the entries; together they are at most 100.</summary>
    private const int RowsBesideEntries = 3;

    private const int EntriesPerTransaction = 100 - RowsBesideEntries;
    private const int CallMicroseconds = 10 * Millisecond;
    private const int RowMicroseconds = 100;
    private const int ReadMicroseconds = 5 * Millisecond;
    private const int CpuPerMessageMicroseconds = 80;
    private const int FirstThrottlePause = 200 * Millisecond;
    private const int LongestThrottlePause = 5_000 * Millisecond;
    private const int FirstRefusalPause = 4 * Millisecond;
    private const int LongestRefusalPause = 250 * Millisecond;
    private const int MaxDoublings = 10;

    private readonly ScaleCase played;
    private readonly Random random = new(1);
    private readonly RateLimit account = new(EntitiesPerAccount);
    private readonly RateLimit[] partitions;
    private readonly long[] heads;
    private readonly Instance[] instances;
    private readonly PriorityQueue<Action<long>, (long, long)> events = new();
    private long scheduled;
    private (int Entries, int Sent, int Refused, int Throttled) counts;

    private ScaleModel(ScaleCase played)
    {
        this.played = played;
        partitions = [.. Enumerable.Range(0, played.Shards).Select(_ => new RateLimit(EntitiesPerPartition))];
        heads = new long[played.Shards];
        instances = [.. Enumerable.Range(0, played.Instances).Select(number => new Instance(number, played.Shards))];
    }

    public static ScaleResult Play(ScaleCase played) => new ScaleModel(played).Play();

    private ScaleResult Play()
    {
        foreach (var instance in instances)
            At(random.Next(CallMicroseconds), now => NextBatch(instance, now));
        while (events.TryDequeue(out var happen, out var when) && when.Item1 < End)
            happen(when.Item1);
        return new ScaleResult(counts.Entries / PlayedSeconds, counts.Sent, counts.Refused, counts.Throttled);
    }

    private void At(long time, Action<long> happen) => events.Enqueue(happen, (time, scheduled++));

    private void NextBatch(Instance instance, long now)
    {
        var perShard = Split(instance);
        instance.ShardsLeft = perShard.Count;
        foreach (var (shard, messages) in perShard)
        {
            now += messages * CpuPerMessageMicroseconds;
            var work = new Work(instance, shard) { Left = messages };
            At(now, time => Send(work, time));
        }
    }

    /// <summary>A batch falls on the shards at random; with sessions it is of one of the instance's own.</summary>
    private Dictionary<int, int> Split(Instance instance)
    {
        var perShard = new Dictionary<int, int>();
        if (played.Sessions)
        {
            var own = Math.Max(1, (played.Shards - instance.Number + played.Instances - 1) / played.Instances);
            perShard[((instance.NextOwn++ % own * played.Instances) + instance.Number) % played.Shards] = played.BatchSize;
            return perShard;
        }
        for (var i = 0; i < played.BatchSize; i++)
        {
            var shard = random.Next(played.Shards);
            perShard[shard] = perShard.GetValueOrDefault(shard) + 1;
        }
        return perShard;
    }

    private void Send(Work work, long now)
    {
        var entries = Math.Min(work.Left, EntriesPerTransaction);
        var head = work.Instance.Heads[work.Shard];
        counts.Sent++;
        At(now + CallMicroseconds + ((entries + RowsBesideEntries) * RowMicroseconds), time => Land(work, entries, head, time));
    }

    private void Land(Work work, int entries, long head, long now)
    {
        var rows = entries + RowsBesideEntries;
        if (!partitions[work.Shard].Has(now, rows) || !account.Has(now, rows))
        {
            counts.Throttled++;
            At(now + Pause(FirstThrottlePause, LongestThrottlePause, work.Throttled++), time => Send(work, time));
            return;
        }
        work.Throttled = 0;
        if (heads[work.Shard] != head)
        {
            counts.Refused++;
            partitions[work.Shard].Take(1);
            account.Take(1);
            At(now + random.Next(Pause(FirstRefusalPause, LongestRefusalPause, ++work.Refused)), time => Reread(work, time));
            return;
        }

        partitions[work.Shard].Take(rows);
        account.Take(rows);
        work.Instance.Heads[work.Shard] = ++heads[work.Shard];
        (work.Refused, work.Left) = (0, work.Left - entries);
        counts.Entries += entries;
        if (work.Left > 0)
            Send(work, now);
        else if (--work.Instance.ShardsLeft == 0)
            NextBatch(work.Instance, now);
    }

    private void Reread(Work work, long now) => At(now + ReadMicroseconds, time =>
    {
        work.Instance.Heads[work.Shard] = heads[work.Shard];
        Send(work, time);
    });

    private static int Pause(int first, int longest, int before) => (int)Math.Min(longest, (long)first << Math.Min(before, MaxDoublings));

    private sealed class Instance(int number, int shards)
    {
        public int Number { get; } = number;

        /// <summary>The heads as this instance remembers them.</summary>
        public long[] Heads { get; } = new long[shards];

        public int ShardsLeft { get; set; }

        public int NextOwn { get; set; }
    }

    /// <summary>What an instance has for one shard.</summary>
    private sealed class Work(Instance instance, int shard)
    {
        public Instance Instance { get; } = instance;

        public int Shard { get; } = shard;

        public int Left { get; set; }

        public int Refused { get; set; }

        public int Throttled { get; set; }
    }
}
