using BuyOrder.Storage;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>Point reads, key ranges, pages, continuations.</summary>
public abstract class QueryContract : TableContract
{
    [Fact]
    public async Task A_row_that_is_not_there_reads_as_null()
    {
        var table = await NewTableAsync();

        Assert.Null(await table.ReadAsync(Partition, "nowhere", Cancellation));
    }

    [Theory]
    [InlineData(null, null, "a a' ab b c")]
    [InlineData("a'", null, "a' ab b c")]
    [InlineData(null, "ab", "a a'")]
    [InlineData("ab", "c", "ab b")]
    [InlineData("a''", "b", "ab")]
    [InlineData("b", "b", "")]
    [InlineData("c", "b", "")]
    [InlineData("", "\uFFFF", "a a' ab b c")]
    [InlineData("d", null, "")]
    public async Task A_range_begins_at_its_first_key_and_ends_before_its_last(string? from, string? before, string expected)
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "c", "a'", "ab", "b", "a");
        await table.SubmitAsync("q", [Insert("aa")], Cancellation);

        var rows = await AllAsync(table, new TableQuery(Partition, from, before));

        Assert.Equal(expected, string.Join(' ', rows.Select(row => row.Key)));
    }

    [Fact]
    public async Task Keys_are_ordered_by_their_utf16_units()
    {
        string[] keys = ["Z", "a", "z", "é", "\uD83D\uDE00", "\uFB01", "_", "0", "10", "9", "A"];
        var table = await NewTableAsync();
        await InsertAsync(table, keys);

        var rows = await AllAsync(table, new TableQuery(Partition));

        Assert.Equal(keys.Order(StringComparer.Ordinal), rows.Select(row => row.Key));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_over_more_rows_than_one_page_can_hold()
    {
        var table = await NewTableAsync();
        var keys = Enumerable.Range(0, 2_050).Select(n => $"k{n:0000}").ToArray();
        foreach (var chunk in keys.Chunk(TableLimits.MaxBatchOperations))
            await InsertAsync(table, chunk);

        var whole = await AllAsync(table, new TableQuery(Partition));
        var part = await AllAsync(table, new TableQuery(Partition, "k0100", "k1900", PageSize: 77));

        Assert.Equal(keys, whole.Select(row => row.Key));
        Assert.Equal(keys[100..1900], part.Select(row => row.Key));
    }

    [Fact]
    public async Task A_page_of_one_row_goes_on_from_a_continuation_that_a_link_can_carry()
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a'\uD83D\uDE00 +%&=", "b", "c");

        var query = new TableQuery(Partition, PageSize: 1);
        for (var rows = 0; rows < 3;)
        {
            var page = await table.QueryAsync(query, Cancellation);
            rows += page.Rows.Count;
            if (page.Continuation is not null)
                Assert.Equal(page.Continuation, Uri.EscapeDataString(page.Continuation));
            query = query with { Continuation = page.Continuation };
        }

        Assert.Null(query.Continuation);
    }

    [Theory]
    [InlineData("no base64!")]
    [InlineData("_w")]
    public async Task A_continuation_that_was_never_given_is_refused(string continuation)
    {
        var table = await NewTableAsync();

        await Assert.ThrowsAsync<InvalidContinuationException>(
            () => table.QueryAsync(new TableQuery(Partition, Continuation: continuation), Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_page_size_out_of_range_is_refused(int pageSize)
    {
        var table = await NewTableAsync();

        await Assert.ThrowsAsync<TableLimitException>(() => table.QueryAsync(new TableQuery(Partition, PageSize: pageSize), Cancellation));
    }

    [Fact]
    public async Task A_table_that_was_never_created_is_a_fault_and_no_empty_answer()
    {
        var store = await NewStoreAsync();
        var table = store.Table("Missing");

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.ReadAsync(Partition, "a", Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.QueryAsync(new TableQuery(Partition), Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.SubmitAsync(Partition, [Insert("a")], Cancellation));
        var delete = new TableWrite.Delete("a", "W/\"datetime'2026-01-01T00%3A00%3A00.0000000Z'\"");
        await Assert.ThrowsAsync<InvalidOperationException>(() => table.SubmitAsync(Partition, [delete], Cancellation));
    }

    [Fact]
    public async Task Tables_are_created_once_however_many_ask_and_keep_their_rows()
    {
        var store = await NewStoreAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.CreateMissingAsync(["One", "Two"], Cancellation)));
        await InsertAsync(store.Table("One"), "a");
        await store.CreateMissingAsync(["One"], Cancellation);

        Assert.Equal("a", await KeysAsync(store.Table("One")));
        Assert.Equal("", await KeysAsync(store.Table("Two")));
    }

    [Theory]
    [InlineData("Thi-ngs")]
    [InlineData("Things ")]
    [InlineData("Thingsä")]
    [InlineData("ThingsThingsThingsThingsThingsThingsThingsThingsThingsThingsThings")]
    public async Task A_name_that_no_table_can_have_is_refused(string name)
    {
        var store = await NewStoreAsync();

        Assert.Throws<ArgumentException>(() => store.Table(name));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_says_so()
    {
        var table = await NewTableAsync();
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.ReadAsync(Partition, "a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.QueryAsync(new TableQuery(Partition), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.SubmitAsync(Partition, [Insert("a")], cancelled));
    }
}

public sealed class MemoryQueryTests : QueryContract
{
    private protected override Task<ITableStore> NewStoreAsync() => Task.FromResult<ITableStore>(new MemoryTableStore());
}

public sealed class MemoryStingyQueryTests : QueryContract
{
    private protected override Task<ITableStore> NewStoreAsync() => Task.FromResult<ITableStore>(new MemoryTableStore(stingyPages: true));
}

public sealed class AzuriteQueryTests(TestServers servers) : QueryContract
{
    private protected override Task<ITableStore> NewStoreAsync() => AzuriteStore.NewAsync(servers);
}
