using Azure.Data.Tables;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

/// <summary>What was done to the rows, and which of them may be named for it.</summary>
/// <param name="Kind">For the count.</param>
/// <param name="What">For a failing test.</param>
/// <param name="Places">Partition and row key; any one of them is right.</param>
internal sealed record Tampering(string Kind, string What, params (string Partition, string Key)[] Places)
{
    private static readonly string[] AllKinds = [LedgerKeys.Head, LedgerKeys.BlockPrefix, LedgerKeys.DayPrefix, LedgerKeys.EntryPrefix];

    /// <summary>Each does something else to the ledger; null when it came to nothing.</summary>
    public static IReadOnlyList<Func<TamperedLedger, Random, Task<Tampering?>>> All { get; } =
    [
        EditAsync, EditAsync, EditAsync, RetypeAsync, RemovePropertyAsync, AddPropertyAsync, EditSettingsAsync, DeleteAsync, DeleteAsync,
        ForgeEntryAsync, ForgeBlockAsync, AddStrayAsync, SwapPositionsAsync, SwapSequencesAsync, SwapContentsAsync, MoveAsync, RollBackAsync,
    ];

    private static async Task<Tampering?> EditAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(AnyRow(ledger, random));
        var name = Any(TamperedLedger.Properties(row), random);
        row[name] = Changed(row[name], random);
        await ledger.PutAsync(row);
        return new("edit", $"{row.RowKey}.{name} = {row[name]}", Place(row));
    }

    private static async Task<Tampering?> RetypeAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(AnyRow(ledger, random));
        var name = Any(TamperedLedger.Properties(row), random);
        object retyped = row[name] is string ? 1.5 : random.Next(2) == 0 ? "text" : 3;

        // An entity gives a number the type that was there before.
        row.Remove(name);
        row[name] = retyped;
        await ledger.PutAsync(row);
        return new("retype", $"{row.RowKey}.{name} = {row[name]}", Place(row));
    }

    private static async Task<Tampering?> RemovePropertyAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(AnyRow(ledger, random));
        var name = Any(TamperedLedger.Properties(row), random);
        row.Remove(name);
        await ledger.PutAsync(row);
        return new("remove property", $"{row.RowKey}.{name}", Place(row));
    }

    private static async Task<Tampering?> AddPropertyAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(AnyRow(ledger, random));
        row["note"] = "x";
        await ledger.PutAsync(row);
        return new("add property", row.RowKey, Place(row));
    }

    private static async Task<Tampering?> EditSettingsAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(ledger.Of(LedgerKeys.Meta)[0]);
        var name = Any(["format", "shardCount", "businessTimeZone"], random);
        row[name] = Changed(row[name], random);
        await ledger.PutAsync(row);
        return new("edit settings", name, Place(row));
    }

    private static async Task<Tampering?> DeleteAsync(TamperedLedger ledger, Random random)
    {
        var row = AnyRow(ledger, random);
        await ledger.DeleteAsync(row);
        return new("delete", row.RowKey, Place(row));
    }

    /// <summary>An entry that agrees with itself in everything, at a place that is taken or past the last.</summary>
    private static async Task<Tampering?> ForgeEntryAsync(TamperedLedger ledger, Random random)
    {
        var entry = EntryRow.Read(TamperedLedger.Row(Any(ledger.Of(LedgerKeys.EntryPrefix), random)));
        var old = entry.Revenue;
        var revenue = new ValuedRevenue(
            old.Message with { Id = $"forged {random.Next()}" }, old.Value, old.AppliedRate, old.RateOrigin, old.Day);
        var partition = LedgerKeys.Partition(LedgerShards.Of(revenue.IdHash, TamperedLedger.ShardCount));
        var sequence = 1 + random.Next(ledger.Of(LedgerKeys.EntryPrefix, partition).Count + 2);
        var key = LedgerKeys.Entry(revenue.IdHash);
        await ledger.PutAsync(TamperedLedger.Entity(partition, key, EntryRow.Write(new LedgerEntry(revenue, sequence, entry.RecordedAt))));
        return new("forge entry", $"{partition} {key} at {sequence}", (partition, key));
    }

    /// <summary>A block with a right hash, inside the chain or past its end.</summary>
    private static async Task<Tampering?> ForgeBlockAsync(TamperedLedger ledger, Random random)
    {
        var row = Any(ledger.Of(LedgerKeys.BlockPrefix), random);
        var block = BlockRow.Read(TamperedLedger.Row(row));
        var count = block.EntryHashes.Count;
        var isPast = random.Next(2) == 0;
        var head = HeadRow.Read(TamperedLedger.Row(ledger.Of(LedgerKeys.Head, row.PartitionKey)[0]));
        if (!isPast && count < 2)
            return null;
        var first = isPast ? head.Entries + 1 : block.First + 1 + random.Next(count - 1);
        var previous = isPast ? head.Hash : block.Previous;
        var forged = block with
        {
            Number = isPast ? head.Blocks + 1 : block.Number,
            First = first,
            CumulativeEntries = first + count - 1,
            Previous = previous,
            Hash = RevenueHashes.Block(previous, first, block.EntryHashes),
        };
        var key = LedgerKeys.Block(first);
        await ledger.PutAsync(TamperedLedger.Entity(row.PartitionKey, key, BlockRow.Write(forged)));
        return new("forge block", $"{row.PartitionKey} {key}", (row.PartitionKey, key));
    }

    private static async Task<Tampering?> AddStrayAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(AnyRow(ledger, random));
        row.RowKey = Any(["a", "b:0", "b:zz", "c", "d:2026-02-30", "d:2031-01-01", "e:zz", "f", "head2", "z:1"], random);
        await ledger.PutAsync(row);
        return new("stray row", $"{row.PartitionKey} {row.RowKey}", Place(row));
    }

    /// <summary>Two entries change places inside a block, with or without a new hash for it.</summary>
    private static async Task<Tampering?> SwapPositionsAsync(TamperedLedger ledger, Random random)
    {
        var row = TamperedLedger.Copy(Any(ledger.Of(LedgerKeys.BlockPrefix), random));
        var block = BlockRow.Read(TamperedLedger.Row(row));
        if (block.EntryHashes.Count < 2)
            return null;
        var (which, at) = (random.Next(3), random.Next(block.EntryHashes.Count - 1));
        if (which != 0)
            Swap((byte[])row["keyHashes"], at);
        if (which != 1)
            Swap((byte[])row["entryHashes"], at);
        if (which != 1 && random.Next(2) == 0)
        {
            var hashes = BlockRow.Read(TamperedLedger.Row(row)).EntryHashes;
            row["hash"] = RevenueHashes.Block(block.Previous, block.First, hashes).ToArray();
        }
        await ledger.PutAsync(row);
        return new("swap positions", $"{row.PartitionKey} {row.RowKey} {which}", Place(row));
    }

    private static async Task<Tampering?> SwapSequencesAsync(TamperedLedger ledger, Random random)
    {
        var (left, right) = AnyTwo(ledger, LedgerKeys.EntryPrefix, random);
        (left["sequence"], right["sequence"]) = (right["sequence"], left["sequence"]);
        await ledger.PutAsync(left);
        await ledger.PutAsync(right);
        return left["sequence"].Equals(right["sequence"]) ? null : new("swap sequences", left.RowKey, Place(left), Place(right));
    }

    private static async Task<Tampering?> SwapContentsAsync(TamperedLedger ledger, Random random)
    {
        var (left, right) = AnyTwo(ledger, Any(AllKinds, random), random);
        if (RowDifference.First(TamperedLedger.Row(left), TamperedLedger.Row(right).Values, "they are swapped") is null)
            return null;
        (left.RowKey, right.RowKey) = (right.RowKey, left.RowKey);
        (left.PartitionKey, right.PartitionKey) = (right.PartitionKey, left.PartitionKey);
        await ledger.PutAsync(left);
        await ledger.PutAsync(right);
        return new("swap contents", $"{Place(left)} {Place(right)}", Place(left), Place(right));
    }

    private static async Task<Tampering?> MoveAsync(TamperedLedger ledger, Random random)
    {
        var row = Any(ledger.Of(LedgerKeys.EntryPrefix), random);
        var moved = TamperedLedger.Copy(row);
        var others = Enumerable.Range(0, TamperedLedger.ShardCount).Select(LedgerKeys.Partition).Where(each => each != row.PartitionKey);
        moved.PartitionKey = Any([.. others], random);
        await ledger.DeleteAsync(row);
        await ledger.PutAsync(moved);
        return new("move", $"{row.RowKey} to {moved.PartitionKey}", Place(row), Place(moved));
    }

    /// <summary>The newest block goes with all that came with it, and nothing that is left contradicts that.</summary>
    private static async Task<Tampering?> RollBackAsync(TamperedLedger ledger, Random random)
    {
        var partition = LedgerKeys.Partition(random.Next(TamperedLedger.ShardCount));
        await TailCut.ApplyAsync(ledger, partition);
        return new("roll back", partition, (OrderKeys.Partition, OrderKeys.Order(TamperedLedger.LastOrder)));
    }

    /// <summary>Heads and days are few beside entries: the kind is chosen first.</summary>
    private static TableEntity AnyRow(TamperedLedger ledger, Random random) => Any(ledger.Of(Any(AllKinds, random)), random);

    private static (TableEntity Left, TableEntity Right) AnyTwo(TamperedLedger ledger, string prefix, Random random)
    {
        var rows = ledger.Of(prefix).ToArray();
        random.Shuffle(rows);
        return (TamperedLedger.Copy(rows[0]), TamperedLedger.Copy(rows[1]));
    }

    private static (string, string) Place(TableEntity row) => (row.PartitionKey, row.RowKey);

    private static T Any<T>(IReadOnlyList<T> of, Random random) => of[random.Next(of.Count)];

    private static void Swap(byte[] hashes, int at)
    {
        var left = hashes.AsSpan(at * Sha256Hash.Length, Sha256Hash.Length);
        var right = hashes.AsSpan((at + 1) * Sha256Hash.Length, Sha256Hash.Length);
        var kept = left.ToArray();
        right.CopyTo(left);
        kept.CopyTo(right);
    }

    private static object Changed(object value, Random random) => value switch
    {
        long number => number + Any<long>([-1, 1, 1000, -100_000], random),
        int number => number + Any([-1, 1, 100], random),
        DateTimeOffset time => time.AddTicks(Any<long>([-1, 1, TimeSpan.TicksPerDay, -TimeSpan.TicksPerHour], random)),
        byte[] bytes => Flipped(bytes, random),
        string text => Rewritten(text, random),
        _ => throw new InvalidOperationException($"A {value.GetType().Name} in a row."),
    };

    private static byte[] Flipped(byte[] bytes, Random random)
    {
        var copy = bytes.ToArray();
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }

    private static string Rewritten(string text, Random random)
    {
        var digits = Enumerable.Range(0, text.Length).Where(i => char.IsAsciiDigit(text[i])).ToArray();
        if (digits.Length == 0 || random.Next(3) == 0)
            return random.Next(2) == 0 ? text + "0" : text[..^1];
        var at = Any(digits, random);
        return text[..at] + (char)('0' + ((text[at] - '0' + 1 + random.Next(9)) % 10)) + text[(at + 1)..];
    }
}
