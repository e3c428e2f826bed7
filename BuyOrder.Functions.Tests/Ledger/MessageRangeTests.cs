using System.Globalization;
using System.Text;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>Messages at the ends of what is allowed, all the way into the ledger and back.</summary>
public sealed class MessageRangeTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Every_currency_is_counted_with_its_own_digits(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        var currencies = Iso4217.All.OrderBy(currency => currency.Code, StringComparer.Ordinal).ToArray();
        var messages = currencies.SelectMany(currency => new[]
        {
            Foreign(currency, "sale", "7" + (currency.Digits == 0 ? "" : "." + new string('0', currency.Digits - 1) + "3")),
            Foreign(currency, "refund", currency.Digits == 0 ? "1" : "0." + new string('0', currency.Digits - 1) + "1"),
            Foreign(currency, "fault", "1." + new string('0', currency.Digits) + "1"),
        }).ToArray();

        var results = await system.RecordAsync(messages);

        Assert.All(results.Where((_, i) => i % 3 != 2), result => Assert.Equal(RecordOutcome.Recorded, result.Outcome));
        Assert.All(results.Where((_, i) => i % 3 == 2), result => Assert.Equal(RejectionReason.TooManyDecimals, result.Reason));
        var revenue = CurrencyRevenue.ByCurrency((await system.TotalsAsync()).Breakdown);
        Assert.Equal(currencies.Select(currency => currency.Code), revenue.Keys);
        Assert.All(currencies, currency =>
        {
            var expected = (long)Math.Pow(10, currency.Digits) * 7 + (currency.Digits == 0 ? 0 : 3);
            Assert.Equal((expected, 1), (revenue[currency.Code].Sales, revenue[currency.Code].Refunds));
        });
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Id_of_any_allowed_text_is_kept_to_the_unit_and_found_by_it_alone(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        string[] ids =
        [
            "a", "A", "é", "e\u0301", "ﬁ", "fi", "/\\#?%", "'", "''", "\"", "\"'%27", "{}", "=1+1", "@x", "\uFFFD", "\uD83D\uDE00", "ß", "SS", "İ", "ı",
            "0", "null", "<b>&amp;", "日本語", "שלום", "a" + new string('\u2028', 126) + "a", string.Concat(Enumerable.Repeat("\uD83D\uDE00", 64)), new string('/', 128),
        ];

        // A sale may not have these; a refund counts with any id.
        string[] ofRefunds =
        [
            " ", "  ", "a ", "\u00A0", "\u200B", "\u202E", "\uFEFF", "\uFFFE", "\uFFFF", "\uDBFF\uDFFF", new string('\u2028', 128),
        ];
        byte[][] messages = [.. ids.Select(id => TestMessage.Sale(id)), .. ofRefunds.Select(id => TestMessage.Refund(id, "1.00", "a"))];

        var first = await system.OutcomesAsync(messages);
        var second = await system.OutcomesAsync(messages);

        Assert.All(first, outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        Assert.All(second, outcome => Assert.Equal(RecordOutcome.Duplicate, outcome));
        foreach (var id in ids.Concat(ofRefunds))
            Assert.Equal(id, (await system.Ledger.FindAsync(id, Cancellation))!.Entry.Revenue.Message.Id, StringComparer.Ordinal);
        Assert.Equal(messages.Length, (await system.TotalsAsync()).Entries);
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Theory]
    [InlineData("2000-01-01T00:00:00Z", "2000-01-01")]
    [InlineData("2011-03-13T02:30:00-08:00", "2011-03-13")]
    [InlineData("2031-12-31T22:00:00Z", "2032-01-01")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31")]
    public async Task Late_and_future_messages_count_at_once_under_the_day_on_which_they_occurred(string occurredAt, string day)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Azurite, servers));

        await system.RecordAsync(TestMessage.Sale("a", "5.00", occurredAt: DateTimeOffset.Parse(occurredAt, CultureInfo.InvariantCulture)));

        var entry = (await system.Ledger.FindAsync("a", Cancellation))!.Entry;
        Assert.Equal(day, entry.Revenue.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal("5.00", (await system.TotalsAsync()).Total.ToString());
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Fact]
    public async Task Largest_and_smallest_amounts_are_exact()
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Azurite, servers));

        var results = await system.RecordAsync(
            TestMessage.Sale("largest", "1000000000000.00"),
            TestMessage.Sale("cent", "0.01"),
            TestMessage.Foreign("most", "sale", "10000000000000000.00", "IRR", "0.0001"),
            TestMessage.Foreign("least", "sale", "0.01", "IRR", "0.0000000000000000000000000001"),
            TestMessage.Sale("over", "1000000000000.01"),
            TestMessage.Foreign("over-by-rate", "sale", "10000000000000000.00", "IRR", "0.000100000000000001"));

        Assert.Equal([null, null, null, null, "amount_too_large", "amount_too_large"], results.Select(result => result.Reason));
        Assert.Equal("2000000000000.01", (await system.TotalsAsync()).Total.ToString());
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Fact]
    public async Task Unknown_members_and_metadata_are_kept_as_they_were_written()
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(StoreKind.Azurite, servers));
        const string message =
            """
            { "id": "a", "source": "other", "amount": 1, "currency": "ZAR", "occurredAt": "2026-11-20T10:00:00Z", "n": 1.50e+2, "é" : [ null ],
              "metadata": { "x" : 1.0, "x": "\u00e9" }, "cents": 99999, "value": "7", "day": "2020-01-01", "sequence": 0 }
            """;

        await system.RecordAsync(Encoding.UTF8.GetBytes(message));

        var kept = (await system.Ledger.FindAsync("a", Cancellation))!.Entry.Revenue;
        Assert.Equal("""{ "x" : 1.0, "x": "\u00e9" }""", kept.Message.Metadata);
        Assert.Equal(
            """{"n": 1.50e+2,"é" : [ null ],"cents": 99999,"value": "7","day": "2020-01-01","sequence": 0}""", kept.Message.UnknownMembers);
        Assert.Equal(new Zar(100), kept.Value);
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    /// <summary>One shard, so that all of it meets in the same transactions.</summary>
    [Fact]
    public async Task Batch_that_meets_every_limit_of_the_service_at_once_is_recorded()
    {
        var tap = new TableTap(await TestStores.NewAsync(StoreKind.Azurite, servers));
        using var system = new LedgerSystem(tap, shardCount: 1);
        var submits = new List<IReadOnlyList<TableWrite>>();
        tap.Applied = (partition, writes) =>
        {
            if (partition == LedgerKeys.Partition(0))
                submits.Add(writes);
        };
        var currencies = Iso4217.All.Select(currency => currency.Code).ToArray();
        var manyCurrencies = Enumerable.Range(0, 3 * currencies.Length).Select(i => TestMessage.Foreign(
            $"c{i}", "sale", "1", currencies[i / 3], currencies[i / 3] == "ZAR" ? "1" : "0.5", RevenueCodes.Sources[i % 3].ToCode()));
        var manyDays = Enumerable.Range(0, 120).Select(i => TestMessage.Sale($"d{i}", "1.00", occurredAt: TestMessage.Day.AddDays(i)));
        var large = Enumerable.Range(0, 120).Select(i => Largest($"{i:D3}{new string('\u2028', 124)}x", TestMessage.Day.AddDays(i % 40)));
        var rejected = Enumerable.Range(0, 8).Select(i => Encoding.UTF8.GetBytes($"{i}" + new string('x', RejectedBodyRow.MaxKeptBytes)));
        byte[][] messages = [.. manyCurrencies, .. manyDays, .. large, .. rejected];

        var outcomes = await system.OutcomesAsync(messages);
        var again = await system.OutcomesAsync(messages);

        Assert.All(outcomes.SkipLast(8), outcome => Assert.Equal(RecordOutcome.Recorded, outcome));
        Assert.All(again.SkipLast(8), outcome => Assert.Equal(RecordOutcome.Duplicate, outcome));
        Assert.Equal(8, await system.OpenRejectedAsync());
        Assert.Equal(TableLimits.MaxBatchOperations, submits.Max(writes => writes.Count));
        Assert.InRange(
            submits.Max(writes => writes.Sum(write => TableBytes.OfRequest("00", write))), 2 * 1024 * 1024, TableLimits.MaxBatchBytes);
        Assert.Contains(submits, writes => writes.Count(write => write.Key.StartsWith("d:", StringComparison.Ordinal)) > 40);
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    private static byte[] Foreign(Currency currency, string kind, string amount) => TestMessage.Foreign(
        $"{currency.Code}-{kind}", kind == "refund" ? "refund" : "sale", $"\"{amount}\"", currency.Code, currency.Code == "ZAR" ? "1" : "2.5");

    private static byte[] Largest(string id, DateTimeOffset occurredAt)
    {
        var empty = TestMessage.Sale(id, occurredAt: occurredAt, metadata: """{"t":""}""").Length;
        var text = new string('x', RevenueMessageReader.MaxBytes - empty);
        return TestMessage.Sale(id, occurredAt: occurredAt, metadata: $$"""{"t":"{{text}}"}""");
    }
}
