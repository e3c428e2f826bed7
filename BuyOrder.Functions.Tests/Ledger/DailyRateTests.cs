using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Rates;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>Revenue in other currencies that comes without a rate of its own.</summary>
public sealed class DailyRateTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Amount_without_a_rate_is_valued_by_the_table_of_its_business_day(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.00"), ("JPY", "0.123455"));
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"), ("JPY", "0.123455"));
        await RateTable.PutAsync(system.Rates, TestRates.Day.AddDays(1), ("USD", "19.5"));
        var lastOfDay = new DateTimeOffset(2026, 11, 20, 21, 59, 59, TimeSpan.Zero);

        var results = await system.RecordAsync(
            TestMessage.Unrated("a", "19.99", "USD", lastOfDay),
            TestMessage.Unrated("b", "2.00", "USD", lastOfDay.AddSeconds(1)),
            TestMessage.Unrated("c", "500", "JPY", kind: "refund"));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Recorded, result.Outcome));
        Assert.Equal(("18.25", "table:2026-11-20:v2", 36482L), await ValueAsync(system, "a"));
        Assert.Equal(("19.5", "table:2026-11-21:v1", 3900L), await ValueAsync(system, "b"));
        Assert.Equal(("0.123455", "table:2026-11-20:v2", -6173L), await ValueAsync(system, "c"));
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Fact]
    public async Task Rate_of_the_message_wins_over_the_table()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));

        await system.RecordAsync(TestMessage.Foreign("a", "sale", "1.00", "USD", "20"));

        Assert.Equal(("20", "message", 2000L), await ValueAsync(system, "a"));
    }

    [Fact]
    public async Task Rates_of_a_day_are_read_once_for_a_batch_and_only_for_messages_that_need_one()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap, shardCount: 1);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"), ("EUR", "20"));
        await system.RecordAsync(TestMessage.Sale("first"));
        tap.Reset();

        await system.RecordAsync(TestMessage.Sale("a"), TestMessage.Foreign("b", "sale", "1.00", "USD", "20"), TestMessage.Broken("{"));
        var readsOfRejection = tap.Reads;
        tap.Reset();
        await system.RecordAsync(TestMessage.Sale("d"), TestMessage.Foreign("e", "sale", "1.00", "USD", "20"));
        var readsWithout = tap.Reads;
        await system.RecordAsync([.. Enumerable.Range(0, 40).Select(i => TestMessage.Unrated($"u{i}", "1.00", i % 2 == 0 ? "USD" : "EUR"))]);

        Assert.True(readsOfRejection > 0);
        Assert.Equal(0, readsWithout);
        Assert.Equal(1, tap.Reads);
    }

    [Theory]
    [InlineData("GBP", TestDay.Of)]
    [InlineData("USD", TestDay.After)]
    public async Task Amount_without_any_rate_is_rejected_with_its_id(string currency, TestDay day)
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));
        var occurredAt = TestMessage.Day.AddDays(day == TestDay.After ? 1 : 0);

        var result = Assert.Single(await system.RecordAsync(TestMessage.Unrated("a", "1.00", currency, occurredAt)));

        Assert.Equal((RecordOutcome.Rejected, RejectionReason.NoExchangeRate, "a"), (result.Outcome, result.Reason, result.Id));
        Assert.Contains(currency, result.Detail, StringComparison.Ordinal);
        Assert.Contains(occurredAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), result.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await system.OpenRejectedAsync());
    }

    [Theory]
    [InlineData("USD", "20")]
    [InlineData("EUR", "20")]
    [InlineData("USD", "99999999999999999")]
    public async Task Repeat_stays_a_repeat_when_the_table_has_changed_since(string currency, string rate)
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));
        await system.RecordAsync(TestMessage.Unrated("a", "1.00", "USD"));
        await RateTable.PutAsync(system.Rates, TestRates.Day, (currency, rate));

        var outcomes = await system.OutcomesAsync(
            TestMessage.Unrated("a", "1.00", "USD"), TestMessage.Unrated("a", "1.01", "USD"), TestMessage.Foreign("a", "sale", "1.00", "USD", "18.25"));

        Assert.Equal([RecordOutcome.Duplicate, RecordOutcome.ConflictingDuplicate, RecordOutcome.ConflictingDuplicate], outcomes);
        Assert.Equal(("18.25", "table:2026-11-20:v1", 1825L), await ValueAsync(system, "a"));
        Assert.Equal(1, (await system.TotalsAsync()).Entries);
    }

    [Fact]
    public async Task Outage_while_rates_are_read_is_an_outage_and_never_a_rejection()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = new LedgerSystem(tap);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));
        byte[][] messages = [TestMessage.Sale("z"), TestMessage.Unrated("a", "1.00", "USD"), TestMessage.Broken("{")];
        tap.BeforeRead = table =>
            table == RatesRow.Table ? throw new TableUnavailableException("No rates.") : Task.CompletedTask;

        await Assert.ThrowsAsync<TableUnavailableException>(() => system.RecordAsync(messages));
        tap.BeforeRead = null;

        Assert.Equal((0L, 0L), ((await system.TotalsAsync()).Entries, await system.OpenRejectedAsync()));
        Assert.Equal(
            [RecordOutcome.Recorded, RecordOutcome.Recorded, RecordOutcome.Rejected], await system.OutcomesAsync(messages));
    }

    /// <summary>Two calculations that share nothing with the product: whole numbers without a limit, and .NET's decimals.</summary>
    [Property(MaxTest = 300)]
    public bool Value_by_the_table_is_rounded_half_even_to_the_cent(uint units, uint rateUnits, byte scale, ushort which)
    {
        var currency = Iso4217.All.Where(each => each != Currency.Zar).OrderBy(each => each.Code, StringComparer.Ordinal)
            .ElementAt(which % (Iso4217.All.Count - 1));
        var decimals = scale % 9;
        var (amount, rate) = (Scaled(units + 1L, currency.Digits), Scaled(rateUnits + 1L, decimals));
        var table = new Dictionary<DateOnly, DailyRates>
        {
            [TestRates.Day] = new(
                TestRates.Day, 7, new Dictionary<string, ExchangeRate> { [currency.Code] = TestRates.Rate(Text(rate)) }, default, "", ""),
        };
        Assert.True(RevenueMessageReader.TryRead(
            TestMessage.Unrated("a", amount.ToString("F" + currency.Digits, CultureInfo.InvariantCulture), currency.Code), out var message, out _));

        var isValued = ValuedRevenue.TryCreate(message, TimeZoneInfo.Utc, table, out var revenue, out _);

        var exact = HalfEven((units + BigInteger.One) * (rateUnits + BigInteger.One) * 100, BigInteger.Pow(10, currency.Digits + decimals));
        if (revenue is null || exact > ValuedRevenue.MaxValue.Cents)
            return !isValued && exact > ValuedRevenue.MaxValue.Cents;
        return revenue.Value.Cents == exact && revenue.Value.Cents / 100m == Math.Round(amount * rate, 2, MidpointRounding.ToEven);
    }

    private static decimal Scaled(long units, int decimals) => new decimal(units) / (decimal)BigInteger.Pow(10, decimals);

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static BigInteger HalfEven(BigInteger product, BigInteger divisor)
    {
        var floor = BigInteger.Divide(product, divisor);
        var twiceRest = (product - (floor * divisor)) * 2;
        return twiceRest > divisor || (twiceRest == divisor && !floor.IsEven) ? floor + 1 : floor;
    }

    private static async Task<(string? Rate, string? Origin, long Cents)> ValueAsync(LedgerSystem system, string id)
    {
        var revenue = (await system.Ledger.FindAsync(id, Cancellation))!.Entry.Revenue;
        return (revenue.AppliedRate?.ToString(), revenue.RateOrigin, revenue.Value.Cents);
    }

    /// <summary>The day that has rates, or one that has none.</summary>
    public enum TestDay
    {
        Of,
        After,
    }
}
