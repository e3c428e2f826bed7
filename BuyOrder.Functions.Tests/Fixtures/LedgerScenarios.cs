using System.Text;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>Stores of the revenue side.</summary>
internal static class LedgerScenarios
{
    public const int ShardCount = 2;

    /// <summary>One byte more than what fits into one property of a row.</summary>
    private const int TwoChunksBytes = (64 * 1024) + 1;

    /// <summary>A member that the format does not know is kept.</summary>
    private const string WithMore =
        """{ "id": "sale-more", "source": "other", "amount": 1.50, "currency": "ZAR", "occurredAt": "2026-11-20T10:00:00+02:00", "channel": "web" }""";

    private static readonly DateOnly Day = DateOnly.FromDateTime(TestMessage.Day.UtcDateTime);

    /// <summary>Everything that revenue leaves behind: entries, days, rates, rejected messages in each state, verifications, parameters.</summary>
    public static async Task<(ITableStore Store, DateTimeOffset Time)> LedgerAsync(BusinessParameters initial)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store, ShardCount, time);
        await store.CreateMissingAsync(StoredTables.Names, CancellationToken.None);
        await new ParameterStore(store, time).InitialiseAsync(initial, CancellationToken.None);
        await system.Ledger.OpenAsync(CancellationToken.None);

        await RecordAsync(system, TestMessage.Unrated("usd-1", "12.34", "USD"), TestMessage.Unrated("usd-2", "7.00", "USD"));
        await PutRatesAsync(system.Rates, time, ("USD", "17.00"), ("EUR", "19.85"));
        await PutRatesAsync(system.Rates, time, ("USD", "17.25"), ("EUR", "19.85"));
        await system.Replay.ReplayAsync(Sha256Hash.Of(TestMessage.Unrated("usd-1", "12.34", "USD")), "operator", CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));

        await RecordAsync(
            system,
            [.. Enumerable.Range(1, 12).Select(number => TestMessage.Sale($"sale-{number}", $"{number}9.99", number % 3 == 0 ? "subscription" : "course_sale"))]);
        time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(
            system,
            TestMessage.Refund("refund-1", "19.99", "sale-1"),
            TestMessage.Refund("refund-unknown", "5.00", "no such sale"),
            TestMessage.Foreign("jpy-1", "sale", "1500", "JPY", "0.1153"),
            TestMessage.Foreign("usd-refund", "refund", "2.50", "USD", "18.0001"),
            TestMessage.Unrated("eur-1", "100.00", "EUR"),
            TestMessage.Sale("sale-late", "0.01", "other", TestMessage.Day.AddHours(13), """{ "courseId": "c-17", "note": "für „Zoë“ \ud83d\ude00" }"""),
            Encoding.UTF8.GetBytes(WithMore),
            TestMessage.Sale("sale-1", "19.99"));

        var (broken, large, conflict) = (TestMessage.Broken("{ \"id\": "), new byte[TwoChunksBytes], TestMessage.Sale("sale-2", "30.00"));
        await RecordAsync(system, broken, large, conflict);
        await system.Intake.RecordAsync([new IncomingRevenue(TestMessage.Broken("no JSON"), new DeliveryInfo(DeliveryInfo.Http))], CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));
        await RecordAsync(system, broken);
        await system.Replay.DiscardAsync(Sha256Hash.Of(large), "operator", "A file by mistake.", CancellationToken.None);
        await VerifyAsync(store, ShardCount, time);
        return (store, time.GetUtcNow());
    }

    /// <summary>
    /// An entry was edited, the daily verification found it and left its alarm in the outbox; then the row was mended. Until a verification
    /// finds nothing, nothing is bought.
    /// </summary>
    public static async Task FaultAsync(CalmSystem system)
    {
        var time = new FakeTimeProvider(system.Time);
        var table = system.Tables.Table(LedgerKeys.Table);
        var key = LedgerKeys.Entry(RevenueHashes.Id("sale-1"));
        var whole = (await table.ReadAsync("00", key, CancellationToken.None))!;
        var edited = whole.Values.Copy();
        edited["cents"] = whole.Values.Int64("cents") + 1;
        await VerifyAsync(system.Tables, 1, time);
        time.Advance(TimeSpan.FromMinutes(1));

        var replaced = await table.SubmitAsync("00", [new TableWrite.Replace(key, edited, whole.ETag)], CancellationToken.None);
        Assert.True(replaced.Applied);
        await VerifyAsync(system.Tables, 1, time);
        var mended = await table.SubmitAsync("00", [new TableWrite.Replace(key, whole.Values, replaced.ETags[0]!)], CancellationToken.None);

        Assert.True(mended.Applied);
        Assert.NotNull((await new VerificationLog(system.Tables).NewestAsync(CancellationToken.None))!.Fault);
    }

    public static Task VerifyAsync(ITableStore store, int shards, TimeProvider time)
    {
        var options = new LedgerOptions { ShardCount = shards };
        var daily = new VerifyLedgerDaily(
            new RevenueLedger(store, options, time),
            new Verifier(store, options, time),
            new VerificationLog(store),
            new OrderStore(store, new NotificationOptions { Namespace = new Uri("http://localhost/") }),
            NullLogger<VerifyLedgerDaily>.Instance);
        return daily.RunAsync(new TimerInfo(), CancellationToken.None);
    }

    private static async Task RecordAsync(LedgerSystem system, params byte[][] bodies)
    {
        var delivery = new DeliveryInfo(DeliveryInfo.Queue, "message-1", 2, TestMessage.Day);
        await system.Intake.RecordAsync([.. bodies.Select(body => new IncomingRevenue(body, delivery))], CancellationToken.None);
    }

    private static async Task PutRatesAsync(ExchangeRates rates, FakeTimeProvider time, params (string Code, string Rate)[] pairs)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var version = (await rates.FindAsync(Day, CancellationToken.None))?.Version ?? 0;
        Assert.True((await rates.ChangeAsync(TestRates.Change(Day, version, $"Version {version + 1}.", pairs), CancellationToken.None)).Made);
    }
}
