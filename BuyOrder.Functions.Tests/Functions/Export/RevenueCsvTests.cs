using System.Globalization;
using System.Text;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Export;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.Export;

public sealed class RevenueCsvTests(TestServers servers)
{
    private const string Header = "recordedAt,shard,sequence,id,kind,source,amount,currency,exchangeRate,rateOrigin,value,day,occurredAt,"
        + "refundOf,metadata,unknownMembers";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Every_entry_is_one_row_with_the_values_of_the_listing(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        await system.RecordAsync(Enumerable.Range(0, 60).SelectMany(i => new[]
        {
            TestMessage.Sale($"sale {i}, \"quoted\"", $"{i + 1}.05"),
            TestMessage.Foreign($"é{i}☃", "refund", "5.00", "USD", "18.5"),
        }));

        var rows = await ExportAsync(system, RevenueFilter.All);

        var listed = await system.Ledger.ListAsync(RevenueFilter.All, 1000, null, Cancellation);
        Assert.Equal(120, rows.Count);
        Assert.Equal(
            listed.Entries.Select(entry => (entry.Revenue, entry.Sequence)).Select(entry => string.Join(
                '|', entry.Revenue.Message.Id, entry.Sequence, entry.Revenue.Value, entry.Revenue.Message.Amount)).Order(),
            rows.Select(row => string.Join('|', row["id"], row["sequence"], row["value"], row["amount"])).Order());
        Assert.All(rows.Where(row => row["kind"] == "refund"), row => Assert.Equal(
            ("-92.50", "18.5", "message", "some", "2026-11-20"),
            (row["value"], row["exchangeRate"], row["rateOrigin"], row["refundOf"], row["day"])));
        Assert.Equal(120, rows.Select(row => (row["shard"], row["sequence"])).Distinct().Count());
    }

    [Fact]
    public async Task Hostile_texts_come_out_safely()
    {
        const string attack = "=HYPERLINK(\"http://evil.example\",\"x\")";
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(
            TestMessage.Sale(attack, metadata: """{"a":"=1+1\r\n,\"b\""}"""),
            TestMessage.Refund("-refund", "1.00", "@sale"),
            TestMessage.Sale("\uFF1Dfull"));

        var rows = await ExportAsync(system, RevenueFilter.All);

        Assert.Equal(["'-refund", "'" + attack, "'\uFF1Dfull"], rows.Select(row => row["id"]).Order(StringComparer.Ordinal));
        Assert.Contains(rows, row => row["metadata"] == """{"a":"=1+1\r\n,\"b\""}""");
        Assert.Contains(rows, row => row["refundOf"] == "'@sale" && row["value"] == "-1.00");
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(10, 30)]
    [InlineData(39, 40)]
    [InlineData(20, 21)]
    [InlineData(40, 50)]
    public async Task Period_is_half_open_whichever_way_it_is_read(int from, int to)
    {
        const int minutes = 40;
        var time = new FakeTimeProvider(TestMessage.Day);
        var tap = new TableTap(new MemoryTableStore(stingyPages: true));
        using var system = new LedgerSystem(tap, shardCount: 2, time);
        for (var minute = 0; minute < minutes; minute++, time.Advance(TimeSpan.FromMinutes(1)))
            await system.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Sale($"{minute}:{i}", i % 2 == 0 ? "1.00" : "2.00")));
        tap.Reset();

        var rows = await ExportAsync(system, new RevenueFilter(TestMessage.Day.AddMinutes(from), TestMessage.Day.AddMinutes(to)));

        var expected = Math.Max(0, Math.Min(to, minutes) - from);
        Assert.Equal(20 * expected, rows.Select(row => row["id"]).Distinct().Count());
        Assert.All(rows, row => Assert.InRange(
            int.Parse(row["id"].Split(':')[0], CultureInfo.InvariantCulture), from, to - 1));
        Assert.Equal(expected is > 0 and < 4, tap.Reads > 20);
    }

    [Fact]
    public async Task Source_kind_and_currency_are_filtered()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(
            TestMessage.Sale("a"), TestMessage.Refund("b", "1.00", "a"), TestMessage.Foreign("c", "sale", "1.00", "USD", "18"));

        Assert.Equal("b", Assert.Single(await ExportAsync(system, new RevenueFilter(Kind: RevenueKind.Refund)))["id"]);
        Assert.Equal("c", Assert.Single(await ExportAsync(system, new RevenueFilter(Currency: "USD")))["id"]);
        Assert.Equal("c", Assert.Single(await ExportAsync(system, new RevenueFilter(Source: RevenueSource.Other)))["id"]);
    }

    [Fact]
    public async Task What_is_recorded_during_the_export_is_not_in_it()
    {
        using var system = new LedgerSystem(new MemoryTableStore(), shardCount: 1);
        await system.RecordAsync(Enumerable.Range(0, 50).Select(i => TestMessage.Sale($"before{i}")));
        var scan = await system.Ledger.StartScanAsync(RevenueFilter.All, Cancellation);

        await system.RecordAsync(Enumerable.Range(0, 50).Select(i => TestMessage.Sale($"after{i}")));

        var rows = await WriteAsync(csv => RevenueCsv.WriteAsync(csv, scan, Cancellation));
        Assert.Equal(50, rows.Count(row => row["id"].StartsWith("before", StringComparison.Ordinal)));
        Assert.Equal(50, rows.Count);
    }

    [Fact]
    public async Task Row_that_is_missing_ends_the_export_with_a_fault()
    {
        using var system = new LedgerSystem(new MemoryTableStore(), shardCount: 1);
        await system.RecordAsync(Enumerable.Range(0, 50).Select(i => TestMessage.Sale($"{i}")));
        var table = system.Store.Table(LedgerKeys.Table);
        var row = await table.ReadAsync("00", LedgerKeys.Entry(RevenueHashes.Id("7")), Cancellation);
        await table.SubmitAsync("00", [new TableWrite.Delete(row!.Key, row.ETag)], Cancellation);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => ExportAsync(system, RevenueFilter.All));

        Assert.Contains("49 rows of the 50 entries", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public async Task Memory_stays_flat_however_large_the_ledger_is(int entries)
    {
        var pages = new List<WeakReference>();
        var mostHeld = 0;
        var tap = new TableTap(new MemoryTableStore()) { BeforeQuery = LookAsync, AfterQuery = KeepAsync };
        using var system = new LedgerSystem(tap, shardCount: 2);
        foreach (var batch in Enumerable.Range(0, entries).Chunk(5_000))
            await system.RecordAsync(batch.Select(i => TestMessage.Sale(i.ToString(CultureInfo.InvariantCulture), metadata: "{\"n\":1}")));
        await using var output = new CountedStream();

        var scan = await system.Ledger.StartScanAsync(RevenueFilter.All, Cancellation);
        await RevenueCsv.WriteAsync(new CsvWriter(output), scan, Cancellation);

        Assert.InRange(output.Bytes, entries * 100L, entries * 200L);
        Assert.InRange(pages.Count, entries / 1_000, (entries / 1_000) + 4);
        Assert.InRange(mostHeld, 0, 4);
        Assert.InRange(output.Largest, 1, 128 * 1024);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Counted: export of {entries} entries held {mostHeld} of {pages.Count} pages at the most, wrote {output.Largest} bytes at once");

        async Task LookAsync(TableQuery query)
        {
            await Task.Yield();
            GC.Collect();
            mostHeld = Math.Max(mostHeld, pages.Count(page => page.IsAlive));
        }

        Task KeepAsync(TableQuery query, TablePage page)
        {
            if (page.Rows.Count > 0)
                pages.Add(new WeakReference(page.Rows[^1]));
            return Task.CompletedTask;
        }
    }

    private static async Task<List<Dictionary<string, string>>> ExportAsync(LedgerSystem system, RevenueFilter filter)
    {
        var scan = await system.Ledger.StartScanAsync(filter, Cancellation);
        return await WriteAsync(csv => RevenueCsv.WriteAsync(csv, scan, Cancellation));
    }

    private static async Task<List<Dictionary<string, string>>> WriteAsync(Func<CsvWriter, Task> write)
    {
        using var output = new MemoryStream();
        await write(new CsvWriter(output));
        var rows = Rfc4180.Parse(Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(Header, string.Join(',', rows[0]));
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
