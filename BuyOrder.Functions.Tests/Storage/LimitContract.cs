using System.Security.Cryptography;
using BuyOrder.Storage;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>What the service takes is taken, and one more is refused before anything is sent.</summary>
public abstract class LimitContract : TableContract
{
    public static TheoryData<string> ForbiddenKeys() =>
    [
        "", "a/b", "a\\b", "a#b", "a?b", "a\0", "a\t", "a\n", "\u001F", "\u007F", "\u0080", "\u009F",
        new string('k', TableLimits.MaxKeyLength + 1),
    ];

    public static TheoryData<string> ForbiddenNames() =>
    [
        "", "1st", "a b", "a-b", "a.b", "odata.etag", "\u00e9", "a'", "PartitionKey", "RowKey", "Timestamp", "timestamp", "ETag",
        new string('n', RowLimits.MaxPropertyNameLength + 1),
    ];

    [Theory]
    [MemberData(nameof(ForbiddenKeys))]
    public async Task Keys_that_the_service_forbids_are_refused(string key)
    {
        var table = await NewTableAsync();

        await Assert.ThrowsAsync<TableLimitException>(() => table.ReadAsync(key, "a", Cancellation));
        await Assert.ThrowsAsync<TableLimitException>(() => table.ReadAsync(Partition, key, Cancellation));
        await Assert.ThrowsAsync<TableLimitException>(() => table.QueryAsync(new TableQuery(key), Cancellation));
        await Assert.ThrowsAsync<TableLimitException>(() => table.SubmitAsync(key, [Insert("a")], Cancellation));
        await RefusedAsync(table, Insert(key));
    }

    /// <summary>As units: neither an attribute nor a test's name can hold such a text.</summary>
    public static TheoryData<int[]> LoneSurrogates() => new(
        [0xDE00], ['a', 0xD83D], [0xD83D, 'a'], [0xDE00, 0xD83D], [0xD83D, 0xDE00, 0xDE00]);

    [Theory]
    [MemberData(nameof(LoneSurrogates))]
    public async Task Texts_keys_and_bounds_that_utf8_cannot_carry_are_refused(int[] units)
    {
        var table = await NewTableAsync();
        var text = string.Concat(units.Select(unit => (char)unit));

        await RefusedAsync(table, Insert(text));
        await RefusedAsync(table, Insert("a", text));
        await Assert.ThrowsAsync<TableLimitException>(() => table.SubmitAsync(text, [Insert("a")], Cancellation));
        await Assert.ThrowsAsync<TableLimitException>(() => table.ReadAsync(Partition, text, Cancellation));
        await Assert.ThrowsAsync<TableLimitException>(() => table.QueryAsync(new TableQuery(Partition, From: text), Cancellation));
        await Assert.ThrowsAsync<TableLimitException>(() => table.QueryAsync(new TableQuery(Partition, Before: text), Cancellation));
    }

    [Fact]
    public async Task The_longest_keys_are_taken()
    {
        var table = await NewTableAsync();
        var longest = new string('k', TableLimits.MaxKeyLength);

        await TakenAsync(table, longest, Insert(longest));

        Assert.NotNull(await table.ReadAsync(longest, longest, Cancellation));
    }

    [Theory]
    [MemberData(nameof(ForbiddenNames))]
    public async Task Property_names_that_the_service_forbids_are_refused(string name) =>
        await RefusedAsync(await NewTableAsync(), new TableWrite.Insert("a", new RowValues { [name] = "" }));

    [Theory]
    [InlineData("_a1")]
    [InlineData("A")]
    [InlineData("TimestampUtc")]
    public async Task Property_names_that_the_service_allows_are_taken(string name) =>
        await TakenAsync(await NewTableAsync(), Partition, new TableWrite.Insert("a", new RowValues { [name] = "" }));

    [Fact]
    public async Task Properties_are_taken_up_to_their_limit_of_number_and_name_length()
    {
        var table = await NewTableAsync();
        var values = new RowValues();
        for (var i = 0; i < RowLimits.MaxProperties; i++)
            values[$"n{i:000}{new string('n', RowLimits.MaxPropertyNameLength - 4)}"] = i;
        await TakenAsync(table, Partition, new TableWrite.Insert("a", values));

        values["OneMore"] = 1;

        await RefusedAsync(table, new TableWrite.Insert("b", values));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('\u65e5')]
    public async Task Texts_are_taken_up_to_64_kibibytes_of_utf16(char unit)
    {
        var table = await NewTableAsync();
        await TakenAsync(table, Partition, Insert("a", new string(unit, RowLimits.MaxTextLength)));

        await RefusedAsync(table, Insert("b", new string(unit, RowLimits.MaxTextLength + 1)));
    }

    [Fact]
    public async Task Binaries_are_taken_up_to_64_kibibytes()
    {
        var table = await NewTableAsync();
        var longest = RandomNumberGenerator.GetBytes(RowLimits.MaxBinaryLength);
        await TakenAsync(table, Partition, new TableWrite.Insert("a", new RowValues { ["B"] = longest }));

        await RefusedAsync(table, new TableWrite.Insert("b", new RowValues { ["B"] = new byte[RowLimits.MaxBinaryLength + 1] }));
    }

    [Fact]
    public async Task Rows_are_taken_up_to_one_mebibyte_as_the_service_counts()
    {
        var table = await NewTableAsync();
        var values = new RowValues();
        for (var i = 0; i < 15; i++)
            values[$"B{i:00}"] = new byte[RowLimits.MaxBinaryLength];
        // 4 + 2·(1 + 1) for the keys; 8 + 2·name + 4 + length for a binary, also for the last one.
        var rest = RowLimits.MaxRowBytes - (4 + 4) - (15 * (8 + 6 + 4 + RowLimits.MaxBinaryLength)) - (8 + 2 + 4);
        values["L"] = new byte[rest];
        Assert.Equal(RowLimits.MaxRowBytes, TableBytes.OfRow(Partition, "a", values));
        await TakenAsync(table, Partition, new TableWrite.Insert("a", values));

        values["L"] = new byte[rest + 1];

        await RefusedAsync(table, new TableWrite.Insert("b", values));
    }

    [Fact]
    public async Task Times_that_the_service_cannot_keep_are_refused() =>
        await RefusedAsync(await NewTableAsync(), new TableWrite.Insert("a", new RowValues { ["Time"] = RowLimits.MinTime.AddTicks(-1) }));

    [Fact]
    public async Task Batches_are_taken_up_to_a_hundred_operations()
    {
        var table = await NewTableAsync();
        await TakenAsync(table, Partition, [.. Enumerable.Range(0, 100).Select(n => Insert($"{n}"))]);

        await RefusedAsync(table, [.. Enumerable.Range(100, 101).Select(n => Insert($"{n}"))]);
        await RefusedAsync(table);
    }

    [Fact]
    public async Task Batches_are_taken_up_to_four_mebibytes()
    {
        var table = await NewTableAsync();
        List<TableWrite> writes = [];
        while (writes.Append(Filler(writes.Count)).Sum(write => TableBytes.OfRequest(Partition, write)) <= TableLimits.MaxBatchBytes)
            writes.Add(Filler(writes.Count));
        await TakenAsync(table, Partition, [.. writes]);

        await RefusedAsync(table, [.. Enumerable.Range(100, writes.Count + 1).Select(Filler)]);
    }

    [Fact]
    public async Task A_key_twice_in_a_batch_is_refused()
    {
        var table = await NewTableAsync();
        var etag = (await InsertAsync(table, "a"))[0];

        await RefusedAsync(table, new TableWrite.Delete("a", etag), Insert("a"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    public async Task Writes_without_an_exact_etag_are_refused(string etag)
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a");

        await RefusedAsync(table, new TableWrite.Replace("a", Values("x"), etag));
        await RefusedAsync(table, new TableWrite.Delete("a", etag));
    }

    private static TableWrite Filler(int number) => new TableWrite.Insert($"{number}", new RowValues
    {
        ["A"] = RandomNumberGenerator.GetBytes(RowLimits.MaxBinaryLength),
        ["B"] = new string('b', RowLimits.MaxTextLength),
    });

    private static async Task TakenAsync(ITable table, string partition, params TableWrite[] writes) =>
        Assert.True((await table.SubmitAsync(partition, writes, Cancellation)).Applied);

    private static async Task RefusedAsync(ITable table, params TableWrite[] writes)
    {
        var before = await KeysAsync(table);

        await Assert.ThrowsAsync<TableLimitException>(() => table.SubmitAsync(Partition, writes, Cancellation));

        Assert.Equal(before, await KeysAsync(table));
    }
}

public sealed class MemoryLimitTests : LimitContract
{
    private protected override Task<ITableStore> NewStoreAsync() => Task.FromResult<ITableStore>(new MemoryTableStore());
}

public sealed class AzuriteLimitTests(TestServers servers) : LimitContract
{
    private protected override Task<ITableStore> NewStoreAsync() => AzuriteStore.NewAsync(servers);
}
