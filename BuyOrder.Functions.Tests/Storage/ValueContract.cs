using BuyOrder.Storage;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Storage;

/// <summary>What is written is what is read: types, texts, keys.</summary>
public abstract class ValueContract : TableContract
{
    [Fact]
    public async Task Values_come_back_with_their_types()
    {
        var written = new RowValues
        {
            ["Text"] = "text",
            ["Empty"] = "",
            ["SmallInt"] = 7,
            ["MinInt"] = int.MinValue,
            ["SmallLong"] = 7L,
            ["MaxLong"] = long.MaxValue,
            ["MinLong"] = long.MinValue,
            ["Yes"] = true,
            ["No"] = false,
            ["Time"] = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
            ["Ticks"] = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567),
            ["OneTick"] = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero).AddTicks(1),
            ["FirstTime"] = RowLimits.MinTime,
            ["LastTime"] = DateTimeOffset.MaxValue,
            ["Bytes"] = new byte[] { 0, 255, 62, 63, 251 },
            ["NoBytes"] = Array.Empty<byte>(),
            ["Nothing"] = null,
        };

        var read = await RoundTripAsync(written);

        Assert.Equal(16, read.Count);
        Assert.Equal(written.ToArray(), read.ToArray());
        Assert.All(read, value => Assert.Equal(written[value.Key]!.GetType(), value.Value.GetType()));
    }

    [Fact]
    public async Task A_time_of_another_zone_comes_back_as_the_same_instant_in_utc()
    {
        var read = await RoundTripAsync(new RowValues { ["Time"] = new DateTimeOffset(2026, 11, 22, 14, 0, 0, TimeSpan.FromHours(2)) });

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), read.Time("Time"));
        Assert.Equal(TimeSpan.Zero, read.Time("Time").Offset);
    }

    [Theory]
    [InlineData("2026-11-22T12:00:00Z")]
    [InlineData("datetime'2026-11-22T12:00:00Z'")]
    [InlineData("c9da6455-213d-42c9-9a79-3e9149a57833")]
    [InlineData("0012345678901234567890")]
    [InlineData("1.50")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{\"odata.type\":\"Edm.Int64\"}")]
    [InlineData(" leading and trailing \t")]
    [InlineData("line\r\nline\nline\u2028line")]
    [InlineData("quote ' quote \" back \\ slash / and <&>+%25;--batch")]
    [InlineData("\0\u0001\u001F\u007F\u0085")]
    [InlineData("R\u00e9sum\u00e9 Re\u0301sume\u0301 \u65e5\u672c\u8a9e \uD83D\uDE00 \uFEFF \uFFFD")]
    public async Task Texts_come_back_unit_for_unit(string text)
    {
        var read = await RoundTripAsync(new RowValues { ["Text"] = text });

        Assert.Equal(text, read.Text("Text"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("''")]
    [InlineData("a b")]
    [InlineData("100%25")]
    [InlineData("%2F")]
    [InlineData("a+b&c=d;e,f")]
    [InlineData("(x)")]
    [InlineData("\"q\" {0} <b>")]
    [InlineData("R\u00e9 \u65e5\u672c \uD83D\uDE00")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("e:0000")]
    public async Task Keys_come_back_as_they_are(string key)
    {
        var table = await NewTableAsync();

        var inserted = await table.SubmitAsync(key, [Insert(key)], Cancellation);
        var replaced = await table.SubmitAsync(key, [new TableWrite.Replace(key, Values("new"), inserted.ETags[0]!)], Cancellation);
        var read = await table.ReadAsync(key, key, Cancellation);
        var found = await AllAsync(table, new TableQuery(key, key, key + "a"));
        var deleted = await table.SubmitAsync(key, [new TableWrite.Delete(key, read!.ETag)], Cancellation);

        Assert.True(replaced.Applied && deleted.Applied);
        Assert.Equal((key, key, "new"), (read.Partition, read.Key, read.Values.Text("Text")));
        Assert.Equal([key], found.Select(row => row.Key));
    }

    [Fact]
    public async Task Keys_and_property_names_that_differ_by_case_are_different()
    {
        var table = await NewTableAsync();
        await InsertAsync(table, "a", "A");
        await table.SubmitAsync(Partition, [new TableWrite.Insert("b", new RowValues { ["Name"] = 1, ["name"] = 2 })], Cancellation);

        Assert.Equal("A a b", await KeysAsync(table));
        var row = await table.ReadAsync(Partition, "b", Cancellation);
        Assert.Equal((1, 2), (row!.Values.Int32("Name"), row.Values.Int32("name")));
    }

    [Fact]
    public async Task What_is_stored_does_not_change_with_what_was_handed_over_or_read()
    {
        var table = await NewTableAsync();
        var written = new RowValues { ["Bytes"] = new byte[] { 1 }, ["Text"] = "before" };
        await table.SubmitAsync(Partition, [new TableWrite.Insert("a", written)], Cancellation);

        written["Text"] = "after";
        written.Binary("Bytes")[0] = 2;
        var read = await table.ReadAsync(Partition, "a", Cancellation);
        read!.Values["Text"] = "after";
        read.Values.Binary("Bytes")[0] = 2;
        var found = Assert.Single(await AllAsync(table, new TableQuery(Partition)));
        found.Values.Binary("Bytes")[0] = 2;

        var again = await table.ReadAsync(Partition, "a", Cancellation);
        Assert.Equal("before", again!.Values.Text("Text"));
        Assert.Equal([1], again.Values.Binary("Bytes"));
    }

    private async Task<RowValues> RoundTripAsync(RowValues values)
    {
        var table = await NewTableAsync();
        var result = await table.SubmitAsync(Partition, [new TableWrite.Insert("a", values)], Cancellation);
        Assert.True(result.Applied);
        var read = (await table.ReadAsync(Partition, "a", Cancellation))!.Values;
        var found = Assert.Single(await AllAsync(table, new TableQuery(Partition))).Values;
        Assert.Equal(read.ToArray(), found.ToArray());
        return read;
    }
}

public sealed class MemoryValueTests : ValueContract
{
    private protected override Task<ITableStore> NewStoreAsync() => Task.FromResult<ITableStore>(new MemoryTableStore());
}

public sealed class AzuriteValueTests(TestServers servers) : ValueContract
{
    private protected override Task<ITableStore> NewStoreAsync() => AzuriteStore.NewAsync(servers);
}
