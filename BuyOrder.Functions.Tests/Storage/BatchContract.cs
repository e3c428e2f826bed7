using BuyOrder.Storage;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>All or nothing, preconditions, and which operation refused.</summary>
public abstract class BatchContract : TableContract
{
    [Fact]
    public async Task A_batch_gives_a_new_etag_for_every_write_that_leaves_a_row()
    {
        var table = await NewTableAsync();
        var etags = await InsertAsync(table, "a", "b");

        var result = await table.SubmitAsync(
            Partition,
            [Insert("c"), new TableWrite.Replace("a", Values("new"), etags[0]), new TableWrite.Delete("b", etags[1])],
            Cancellation);

        Assert.True(result.Applied);
        Assert.Equal(-1, result.FailedIndex);
        Assert.Equal((await table.ReadAsync(Partition, "c", Cancellation))!.ETag, result.ETags[0]);
        Assert.Equal((await table.ReadAsync(Partition, "a", Cancellation))!.ETag, result.ETags[1]);
        Assert.Null(result.ETags[2]);
        Assert.Equal("a c", await KeysAsync(table));
    }

    [Fact]
    public async Task A_replacement_keeps_nothing_of_the_old_row_and_changes_the_etag_even_when_nothing_else_changes()
    {
        var table = await NewTableAsync();
        var etag = (await table.SubmitAsync(
            Partition, [new TableWrite.Insert("a", new RowValues { ["Old"] = 1, ["Text"] = "same" })], Cancellation)).ETags[0]!;

        var second = await table.SubmitAsync(Partition, [new TableWrite.Replace("a", Values("same"), etag)], Cancellation);
        var third = await table.SubmitAsync(Partition, [new TableWrite.Replace("a", Values("same"), second.ETags[0]!)], Cancellation);

        var row = await table.ReadAsync(Partition, "a", Cancellation);
        Assert.Equal(["Text"], row!.Values.Select(value => value.Key));
        Assert.Equal(3, new[] { etag, second.ETags[0], third.ETags[0] }.Distinct().Count());
    }

    public static TheoryData<string, int> RefusingOperations()
    {
        string[] refusals =
        [
            "insert of a row that is there", "replace with an old etag", "replace of no row", "delete with an old etag", "delete of no row",
        ];
        var cases = new TheoryData<string, int>();
        foreach (var refusal in refusals)
        {
            foreach (var index in (int[])[0, 2, 4])
                cases.Add(refusal, index);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(RefusingOperations))]
    public async Task A_batch_that_one_operation_refuses_names_it_and_writes_nothing(string refusal, int index)
    {
        var table = await NewTableAsync();
        var old = await InsertAsync(table, "replaced", "deleted", "there", "changed");
        var changed = await table.SubmitAsync(Partition, [new TableWrite.Replace("changed", Values("newer"), old[3])], Cancellation);
        var before = await ContentAsync(table);
        List<TableWrite> writes =
        [
            Insert("inserted"),
            new TableWrite.Replace("replaced", Values("not to be seen"), old[0]),
            new TableWrite.Delete("deleted", old[1]),
            Insert("inserted too"),
        ];
        writes.Insert(index, refusal switch
        {
            "insert of a row that is there" => Insert("there"),
            "replace with an old etag" => new TableWrite.Replace("changed", Values("lost update"), old[3]),
            "replace of no row" => new TableWrite.Replace("nowhere", Values(""), changed.ETags[0]!),
            "delete with an old etag" => new TableWrite.Delete("changed", old[3]),
            _ => new TableWrite.Delete("nowhere", changed.ETags[0]!),
        });

        var result = await table.SubmitAsync(Partition, writes, Cancellation);

        var expected = refusal.StartsWith("insert", StringComparison.Ordinal) ? BatchFailure.AlreadyExists : BatchFailure.Changed;
        Assert.Equal((expected, index), (result.Failure, result.FailedIndex));
        Assert.Empty(result.ETags);
        Assert.Equal(before, await ContentAsync(table));
    }

    [Fact]
    public async Task The_first_operation_that_refuses_is_the_one_named()
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a", "b");

        // Not the other row's ETag: Azurite makes them of the time, and rows of one batch may share one.
        var result = await table.SubmitAsync(
            Partition, [Insert("c"), new TableWrite.Delete("b", OldETag), Insert("a")], Cancellation);

        Assert.Equal((BatchFailure.Changed, 1), (result.Failure, result.FailedIndex));
    }

    [Fact]
    public async Task A_single_write_is_refused_like_one_in_a_batch()
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a");

        var result = await table.SubmitAsync(Partition, [Insert("a")], Cancellation);

        Assert.Equal((BatchFailure.AlreadyExists, 0), (result.Failure, result.FailedIndex));
    }

    [Fact]
    public async Task A_refused_batch_can_be_followed_by_one_that_is_applied()
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a");
        await table.SubmitAsync(Partition, [Insert("b"), Insert("a")], Cancellation);

        var result = await table.SubmitAsync(Partition, [Insert("b"), Insert("c")], Cancellation);

        Assert.True(result.Applied);
        Assert.Equal("a b c", await KeysAsync(table));
    }

    [Fact]
    public async Task A_deleted_row_can_be_inserted_again_and_its_old_etag_is_worth_nothing()
    {
        var table = await NewTableAsync();
        var first = (await InsertAsync(table, "a"))[0];
        await table.SubmitAsync(Partition, [new TableWrite.Delete("a", first)], Cancellation);
        Assert.Null(await table.ReadAsync(Partition, "a", Cancellation));

        await InsertAsync(table, "a");
        var result = await table.SubmitAsync(Partition, [new TableWrite.Delete("a", first)], Cancellation);

        Assert.Equal(BatchFailure.Changed, result.Failure);
    }

    [Fact]
    public async Task Partitions_have_rows_of_their_own()
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a");

        var result = await table.SubmitAsync("q", [Insert("a"), Insert("b")], Cancellation);

        Assert.True(result.Applied);
        Assert.Equal("a", await KeysAsync(table));
        Assert.Equal("a b", await KeysAsync(table, "q"));
    }

    [Fact]
    public async Task One_of_several_writers_with_the_same_etag_wins()
    {
        var table = await NewTableAsync();
        var etag = (await InsertAsync(table, "head"))[0];

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => table.SubmitAsync(
            Partition, [new TableWrite.Replace("head", Values($"{writer}"), etag), Insert($"entry {writer}")], Cancellation)));

        var winner = Assert.Single(Enumerable.Range(0, 8), writer => results[writer].Applied);
        Assert.Equal(7, results.Count(result => (result.Failure, result.FailedIndex) == (BatchFailure.Changed, 0)));
        Assert.Equal($"{winner}", (await table.ReadAsync(Partition, "head", Cancellation))!.Values.Text("Text"));
        Assert.Equal($"entry {winner} head", await KeysAsync(table));
    }

    [Fact]
    public async Task Writers_that_read_again_when_refused_lose_no_update()
    {
        const int Writers = 8;
        const int Increments = 5;
        var table = await NewTableAsync();
        await table.SubmitAsync(Partition, [new TableWrite.Insert("head", new RowValues { ["Count"] = 0L })], Cancellation);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var done = 0; done < Increments;)
            {
                var head = (await table.ReadAsync(Partition, "head", Cancellation))!;
                var count = head.Values.Int64("Count") + 1;
                var result = await table.SubmitAsync(
                    Partition,
                    [new TableWrite.Replace("head", new RowValues { ["Count"] = count }, head.ETag), Insert($"e{count:000}", $"{writer}")],
                    Cancellation);
                done += result.Applied ? 1 : 0;
            }
        })));

        var rows = await AllAsync(table, new TableQuery(Partition));
        Assert.Equal(Writers * Increments, rows[^1].Values.Int64("Count"));
        Assert.Equal(Writers * Increments, rows.Count - 1);
    }

    [Fact]
    public async Task Batches_of_many_partitions_at_once_stay_whole_while_some_are_refused()
    {
        var table = await NewTableAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(n => table.SubmitAsync($"p{n}", [Insert("there")], Cancellation)));

        await Task.WhenAll(Enumerable.Range(0, 16).SelectMany(n => new[]
        {
            table.SubmitAsync($"p{n}", [Insert("a1"), Insert("a2"), Insert("a3")], Cancellation),
            table.SubmitAsync($"p{n}", [Insert("b1"), Insert("b2"), Insert("there")], Cancellation),
        }));

        foreach (var n in Enumerable.Range(0, 16))
            Assert.Equal("a1 a2 a3 there", await KeysAsync(table, $"p{n}"));
    }

    private static async Task<List<(string Key, string ETag, string Text)>> ContentAsync(ITable table) =>
        [.. (await AllAsync(table, new TableQuery(Partition))).Select(row => (row.Key, row.ETag, row.Values.Text("Text")))];
}

public sealed class MemoryBatchTests : BatchContract
{
    private protected override Task<ITableStore> NewStoreAsync() => Task.FromResult<ITableStore>(new MemoryTableStore());
}

public sealed class AzuriteBatchTests(TestServers servers) : BatchContract
{
    private protected override Task<ITableStore> NewStoreAsync() => AzuriteStore.NewAsync(servers);
}
