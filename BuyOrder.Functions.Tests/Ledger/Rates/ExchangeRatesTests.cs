using BuyOrder.Domain.Money;
using BuyOrder.Ledger.Rates;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger.Rates;

public sealed class ExchangeRatesTests(TestServers servers)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Every_version_is_kept_with_who_when_and_why(StoreKind kind)
    {
        var time = new FakeTimeProvider(Now);
        var store = await TestStores.NewAsync(kind, servers);
        var rates = new ExchangeRates(store, time);

        var first = await rates.ChangeAsync(TestRates.Change(TestRates.Day, 0, "SARB", ("USD", "18.25"), ("JPY", "0.1200")), Cancellation);
        time.Advance(TimeSpan.FromHours(1));
        var second = await rates.ChangeAsync(TestRates.Change(TestRates.Day, 1, "Typed wrongly", ("USD", "18.52")), Cancellation);

        Assert.True(first.Made);
        Assert.True(second.Made);
        var current = await rates.FindAsync(TestRates.Day, Cancellation);
        var history = await PagesAsync(continuation => rates.HistoryAsync(TestRates.Day, 1, continuation, Cancellation));
        Assert.Equal(
            [(2, "18.52", Now.AddHours(1), "operator", "Typed wrongly"), (1, "18.25", Now, "operator", "SARB")],
            history.Select(each => (each.Version, each.Rates["USD"].ToString(), each.ChangedAt, each.ChangedBy, each.Reason)));
        Assert.Equal("0.12", history[1].Rates["JPY"].ToString());
        Assert.Equal((2, "table:2026-11-20:v2"), (current!.Version, current.Origin));
        Assert.Null(await rates.FindAsync(TestRates.Day.AddDays(1), Cancellation));
        Assert.Equal(
            [(AuditAction.ExchangeRatesChanged, "2026-11-20", "Typed wrongly"), (AuditAction.ExchangeRatesChanged, "2026-11-20", "SARB")],
            (await AuditAsync(store)).Select(audit => (audit.Action, audit.Subject, audit.Reason)));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(2, 0, false)]
    [InlineData(2, 3, false)]
    public async Task Change_is_made_only_after_the_version_that_it_follows(int versions, int after, bool isMade)
    {
        var rates = new ExchangeRates(new MemoryTableStore(), TimeProvider.System);
        for (var i = 0; i < versions; i++)
            await RateTable.PutAsync(rates, TestRates.Day, ("EUR", $"2{i}"));

        var result = await rates.ChangeAsync(TestRates.Change(TestRates.Day, after, "another", ("EUR", "30")), Cancellation);

        Assert.Equal(isMade, result.Made);
        Assert.Equal(isMade ? versions + 1 : versions, result.Current?.Version ?? 0);
        Assert.Equal(result.Current?.Version, (await rates.FindAsync(TestRates.Day, Cancellation))?.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_whose_answer_was_lost_is_made_once_when_it_is_asked_again(bool isApplied)
    {
        var tap = new TableTap(new MemoryTableStore());
        var rates = new ExchangeRates(tap, TimeProvider.System);
        var change = TestRates.Change(TestRates.Day, 0, "SARB", ("USD", "18.25"));
        tap.BeforeSubmit = _ => isApplied ? Task.CompletedTask : throw new TableUnavailableException("No answer.");
        tap.AfterSubmit = _ => throw new TableUnavailableException("No answer.");
        await Assert.ThrowsAsync<TableUnavailableException>(() => rates.ChangeAsync(change, Cancellation));
        (tap.BeforeSubmit, tap.AfterSubmit) = (null, null);

        var again = await rates.ChangeAsync(change, Cancellation);

        Assert.Equal((true, 1), (again.Made, again.Current!.Version));
        Assert.Single(await PagesAsync(continuation => rates.HistoryAsync(TestRates.Day, 10, continuation, Cancellation)));
    }

    [Fact]
    public async Task One_of_several_changes_at_once_is_made()
    {
        var store = await TestStores.NewAsync(StoreKind.Azurite, servers);
        var changes = Enumerable.Range(1, 6).Select(i => TestRates.Change(TestRates.Day, 0, $"operator {i}", ("USD", $"18.{i}")));

        var results = await Task.WhenAll(
            changes.Select(change => new ExchangeRates(store, TimeProvider.System).ChangeAsync(change, Cancellation)));

        var made = Assert.Single(results, result => result.Made);
        Assert.All(results, result => Assert.Equal(made.Current!.Reason, result.Current!.Reason));
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Days_are_listed_newest_first_with_the_version_in_force(StoreKind kind)
    {
        var rates = new ExchangeRates(await TestStores.NewAsync(kind, servers), TimeProvider.System);
        DateOnly[] days = [new(2026, 1, 31), new(2000, 1, 1), new(9999, 12, 31), new(2026, 2, 1), new(2026, 10, 9)];
        foreach (var day in days)
            await RateTable.PutAsync(rates, day, ("USD", "18"));
        await RateTable.PutAsync(rates, days[0], ("USD", "19"));

        var listed = await PagesAsync(continuation => rates.ListAsync(2, continuation, Cancellation));

        Assert.Equal(days.OrderDescending(), listed.Select(each => each.Day));
        Assert.Equal(2, listed.Single(each => each.Day == days[0]).Version);
    }

    [Fact]
    public async Task Every_currency_with_the_longest_rate_fits_a_version()
    {
        var rates = new ExchangeRates(new MemoryTableStore(), TimeProvider.System);
        var pairs = Iso4217.All.Where(currency => currency != Currency.Zar)
            .Select((currency, i) => (currency.Code, Rate: $"0.0000000000{100_000_000_000_000_000 + i}".TrimEnd('0'))).ToArray();

        await RateTable.PutAsync(rates, TestRates.Day, pairs);

        var stored = (await rates.FindAsync(TestRates.Day, Cancellation))!.Rates;
        Assert.Equal(pairs.Order(), stored.Select(pair => (pair.Key, pair.Value.ToString())).Order());
    }

    private static async Task<IReadOnlyList<DailyRates>> PagesAsync(Func<string?, Task<ItemPage<DailyRates>>> read)
    {
        var found = new List<DailyRates>();
        string? continuation = null;
        do
        {
            var page = await read(continuation);
            found.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }

    private static async Task<IReadOnlyList<AuditRecord>> AuditAsync(ITableStore store)
    {
        var table = store.Table(RatesRow.Table);
        var rows = new List<TableRow>();
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(
                new TableQuery(RatesRow.Partition, AuditRow.Prefix, "u;", Continuation: continuation), Cancellation);
            rows.AddRange(page.Rows);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return [.. rows.Select(row => AuditRow.Read(row.Values))];
    }
}
