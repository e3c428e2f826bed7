namespace BuyOrder.Testing.Scale;

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
    private const int MostAtOnce = 16;
    private const int SuccessesForOneMore = 4;
    private const int SuccessesForShorterRests = 4;
    private const int FirstRest = 32 * Millisecond;
    private const int LongestRest = 1_000 * Millisecond;

    private readonly ScaleCase played;
    private readonly Random random = new(1);
    private readonly RateLimit account = new(EntitiesPerAccount);
    private readonly RateLimit[] partitions;
    private readonly long[] heads;
    private readonly Instance[] instances;
    private readonly PriorityQueue<Action<long>, (long Time, long Order)> events = new();
    private long scheduled;
    private (int Entries, int Sent, int Refused, int Throttled) counts;

    private ScaleModel(ScaleCase played)
    {
        this.played = played;
        partitions = [.. Enumerable.Range(0, played.Shards).Select(_ => new RateLimit(EntitiesPerPartition))];
        heads = new long[played.Shards];
        instances = [.. Enumerable.Range(0, played.Instances).Select(number => new Instance(number, played.Shards, random.Next(played.Shards)))];
    }

    public static ScaleResult Play(ScaleCase played) => new ScaleModel(played).Play();

    private ScaleResult Play()
    {
        foreach (var instance in instances)
        {
            // Without sessions an instance has one batch in hand, with sessions one for each of its shards.
            for (var shard = instance.Number; shard < (played.Sessions ? played.Shards : instance.Number + 1); shard += played.Instances)
            {
                var lane = new Lane(instance, shard);
                At(random.Next(CallMicroseconds), now => NextBatch(lane, now));
            }
        }
        while (events.TryDequeue(out var happen, out var when) && when.Time < End)
            happen(when.Time);
        return new ScaleResult(counts.Entries / PlayedSeconds, counts.Sent, counts.Refused, counts.Throttled);
    }

    private void At(long time, Action<long> happen) => events.Enqueue(happen, (time, scheduled++));

    private void NextBatch(Lane lane, long now)
    {
        var perShard = Split(lane);
        lane.ShardsLeft = perShard.Count;
        // All go round the shards in the same direction, each from another one on.
        foreach (var (shard, messages) in perShard.OrderBy(part => (part.Key - lane.Instance.FirstShard + played.Shards) % played.Shards))
        {
            lane.Instance.CpuFreeAt = Math.Max(now, lane.Instance.CpuFreeAt) + (messages * CpuPerMessageMicroseconds);
            var work = new Work(lane, shard) { Left = messages };
            At(lane.Instance.CpuFreeAt, time => Enter(work, time));
        }
    }

    /// <summary>A batch falls on the shards at random; with sessions it is of one shard.</summary>
    private Dictionary<int, int> Split(Lane lane)
    {
        if (played.Sessions)
            return new() { [lane.Shard] = played.BatchSize };
        var perShard = new Dictionary<int, int>();
        for (var i = 0; i < played.BatchSize; i++)
        {
            var shard = random.Next(played.Shards);
            perShard[shard] = perShard.GetValueOrDefault(shard) + 1;
        }
        return perShard;
    }

    /// <summary>In a crowd an instance writes to few shards at a time, and reads the head before it begins with one.</summary>
    private void Enter(Work work, long now)
    {
        var instance = work.Lane.Instance;
        if (instance.InFlight >= instance.Wanted)
        {
            instance.Waiting.Enqueue(work);
            return;
        }
        instance.InFlight++;
        if (instance.Wanted == MostAtOnce)
            Send(work, now);
        else
            Reread(work, now);
    }

    private static void Succeeded(Instance instance)
    {
        if (instance.Rest > 0 && ++instance.SuccessesSinceRest == SuccessesForShorterRests)
            (instance.Rest, instance.SuccessesSinceRest) = (instance.Rest > FirstRest ? instance.Rest / 2 : 0, 0);
        if (instance.Wanted < MostAtOnce && ++instance.Successes == SuccessesForOneMore)
            (instance.Wanted, instance.Successes) = (instance.Wanted + 1, 0);
    }

    /// <summary>How long the instance pauses at most.</summary>
    private static int Refused(Instance instance, Work work)
    {
        work.Refused++;
        if (instance.Wanted > 1)
        {
            instance.Wanted--;
            return Pause(FirstRefusalPause, LongestRefusalPause, work.Refused);
        }
        instance.Rest = instance.Rest == 0 ? FirstRest : Math.Min(LongestRest, instance.Rest * 2);
        (instance.Successes, instance.SuccessesSinceRest) = (0, 0);
        return instance.Rest;
    }

    private void Leave(Instance instance, long now)
    {
        instance.InFlight--;
        while (instance.InFlight < instance.Wanted && instance.Waiting.TryDequeue(out var next))
            Enter(next, now);
    }

    private void Reread(Work work, long now) => At(now + ReadMicroseconds, time =>
    {
        work.Lane.Instance.Heads[work.Shard] = heads[work.Shard];
        Send(work, time);
    });

    private void Send(Work work, long now)
    {
        var entries = Math.Min(work.Left, EntriesPerTransaction);
        var head = work.Lane.Instance.Heads[work.Shard];
        counts.Sent++;
        At(now + CallMicroseconds + ((entries + RowsBesideEntries) * RowMicroseconds), time => Land(work, entries, head, time));
    }

    private void Land(Work work, int entries, long head, long now)
    {
        var rows = entries + RowsBesideEntries;
        var instance = work.Lane.Instance;
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
            At(now + random.Next(Refused(instance, work)), time => Reread(work, time));
            return;
        }

        partitions[work.Shard].Take(rows);
        account.Take(rows);
        instance.Heads[work.Shard] = ++heads[work.Shard];
        (work.Refused, work.Left) = (0, work.Left - entries);
        counts.Entries += entries;
        Succeeded(instance);
        if (work.Left > 0)
        {
            Send(work, now);
            return;
        }
        if (--work.Lane.ShardsLeft == 0)
            NextBatch(work.Lane, now);
        Leave(instance, now);
    }

    private static int Pause(int first, int longest, int before) => (int)Math.Min(longest, (long)first << Math.Min(before, MaxDoublings));

    private sealed class Instance(int number, int shards, int firstShard)
    {
        public int Number { get; } = number;

        public int FirstShard { get; } = firstShard;

        /// <summary>The heads as this instance remembers them.</summary>
        public long[] Heads { get; } = new long[shards];

        public Queue<Work> Waiting { get; } = new();

        public int Wanted { get; set; } = MostAtOnce;

        public int InFlight { get; set; }

        public int Successes { get; set; }

        public int SuccessesSinceRest { get; set; }

        /// <summary>The longest rest at present; 0: it does not rest.</summary>
        public int Rest { get; set; }

        public long CpuFreeAt { get; set; }
    }

    /// <summary>What takes one batch after the other: an instance, or one of its sessions.</summary>
    private sealed class Lane(Instance instance, int shard)
    {
        public Instance Instance { get; } = instance;

        public int Shard { get; } = shard;

        public int ShardsLeft { get; set; }
    }

    /// <summary>What a batch has for one shard.</summary>
    private sealed class Work(Lane lane, int shard)
    {
        public Lane Lane { get; } = lane;

        public int Shard { get; } = shard;

        public int Left { get; set; }

        public int Refused { get; set; }

        public int Throttled { get; set; }
    }
}
