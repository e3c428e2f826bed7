using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger;

public sealed class RejectedReplayTests(TestServers servers)
{
    private const string Who = "operator";

    private static readonly byte[] Unrated = TestMessage.Unrated("a", "10.00", "USD");
    private static readonly Sha256Hash UnratedKey = Sha256Hash.Of(Unrated);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Message_becomes_an_entry_once_its_fault_is_gone(StoreKind kind)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers), time: time);
        await system.RecordAsync(Unrated);
        var before = await system.Replay.ReplayAsync(UnratedKey, Who, Cancellation);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));
        time.Advance(TimeSpan.FromHours(1));

        var replayed = await system.Replay.ReplayAsync(UnratedKey, Who, Cancellation);
        var again = await system.Replay.ReplayAsync(UnratedKey, "another operator", Cancellation);

        Assert.Equal((RecordOutcome.Rejected, RejectedStatus.Open), (before!.Record!.Outcome, before.Item.Status));
        Assert.Equal(RecordOutcome.Recorded, replayed!.Record!.Outcome);
        Assert.Equal(RecordOutcome.Duplicate, again!.Record!.Outcome);
        Assert.Equal(replayed.Item, again.Item);
        Assert.Equal((RejectedStatus.Replayed, time.GetUtcNow(), Who), (again.Item.Status, again.Item.Closing!.At, again.Item.Closing.Who));
        Assert.Equal("a", again.Item.Id);
        Assert.Equal("182.50", (await system.TotalsAsync()).Total.ToString());
        Assert.Equal(0, await system.OpenRejectedAsync());
        Assert.Null(await system.Rejected.OldestOpenAsync(Cancellation));
        Assert.Equal(Unrated, (await system.Rejected.FindAsync(UnratedKey, Cancellation))!.Value.Body);
        Assert.Equal([(AuditAction.RejectedRevenueReplayed, UnratedKey.ToString(), Who)], await AuditAsync(system));
        Assert.Null(await system.Replay.ReplayAsync(Sha256Hash.Of("nothing"u8), Who, Cancellation));
    }

    [Fact]
    public async Task Message_that_is_an_entry_already_is_replayed_and_a_conflicting_one_stays_open()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var conflicting = TestMessage.Unrated("a", "11.00", "USD");
        await system.RecordAsync(Unrated, conflicting);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));
        await system.RecordAsync(Unrated);

        var duplicate = await system.Replay.ReplayAsync(UnratedKey, Who, Cancellation);
        var conflict = await system.Replay.ReplayAsync(Sha256Hash.Of(conflicting), Who, Cancellation);

        Assert.Equal((RecordOutcome.Duplicate, RejectedStatus.Replayed), (duplicate!.Record!.Outcome, duplicate.Item.Status));
        Assert.Equal((RecordOutcome.ConflictingDuplicate, RejectedStatus.Open), (conflict!.Record!.Outcome, conflict.Item.Status));
        Assert.Equal(RejectionReason.ConflictingDuplicate, conflict.Item.Rejection.Reason);
        var open = Assert.Single(await LedgerSystem.PagesAsync(async next =>
        {
            var page = await system.Rejected.ListOpenAsync(1, next, Cancellation);
            return (page.Items, page.Continuation);
        }));
        Assert.Equal(RejectionReason.ConflictingDuplicate, open.Reason);
        Assert.Equal(1, await system.OpenRejectedAsync());
    }

    [Theory]
    [InlineData(RevenueMessageReader.MaxBytes + 1)]
    [InlineData(RejectedBodyRow.MaxKeptBytes + 1)]
    public async Task Body_over_the_limit_cannot_be_replayed_and_can_be_discarded(int length)
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var body = new byte[length];
        await system.RecordAsync(body);

        var result = await system.Replay.ReplayAsync(Sha256Hash.Of(body), Who, Cancellation);
        var all = await system.Replay.ReplayAllAsync(RejectionReason.TooLarge, null, Who, Cancellation);
        var discarded = await system.Replay.DiscardAsync(Sha256Hash.Of(body), Who, "A file by mistake.", Cancellation);

        Assert.Null(result!.Record);
        Assert.Equal((0, 1), (all.Replayed, all.StillRejected));
        Assert.Equal(RejectedStatus.Discarded, discarded!.Status);
        Assert.Equal(0, await system.OpenRejectedAsync());
    }

    [Fact]
    public async Task Discarded_message_keeps_its_first_decision_and_stays_discarded_when_it_comes_again()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(Unrated);

        var first = await system.Replay.DiscardAsync(UnratedKey, Who, "A test of the shop.", Cancellation);
        var second = await system.Replay.DiscardAsync(UnratedKey, "another operator", "Another reason.", Cancellation);
        await system.RecordAsync(Unrated);

        Assert.Equal(("A test of the shop.", Who), (second!.Closing!.Why, second.Closing.Who));
        Assert.Equal(first, second);
        var item = (await system.Rejected.FindAsync(UnratedKey, Cancellation))!.Value.Item;
        Assert.Equal((RejectedStatus.Discarded, 2L), (item.Status, item.Deliveries));
        Assert.Equal(0, await system.OpenRejectedAsync());
        Assert.Equal([(AuditAction.RejectedRevenueDiscarded, UnratedKey.ToString(), Who)], await AuditAsync(system));
        Assert.Null(await system.Replay.DiscardAsync(Sha256Hash.Of("nothing"u8), Who, "x", Cancellation));
    }

    [Fact]
    public async Task Discarded_message_that_comes_again_when_it_can_be_recorded_is_recorded()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(Unrated);
        await system.Replay.DiscardAsync(UnratedKey, Who, "No rate to be had.", Cancellation);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));

        Assert.Equal([RecordOutcome.Recorded], await system.OutcomesAsync(Unrated));

        Assert.Equal(RejectedStatus.Discarded, (await system.Rejected.FindAsync(UnratedKey, Cancellation))!.Value.Item.Status);
        Assert.Equal(RejectedStatus.Replayed, (await system.Replay.ReplayAsync(UnratedKey, Who, Cancellation))!.Item.Status);
        Assert.Equal((1L, 0L), ((await system.TotalsAsync()).Entries, await system.OpenRejectedAsync()));
    }

    [Fact]
    public async Task Replay_takes_a_discard_back_and_a_discard_never_a_replay()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(Unrated);
        await system.Replay.DiscardAsync(UnratedKey, Who, "By mistake.", Cancellation);
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));

        var replayed = await system.Replay.ReplayAsync(UnratedKey, Who, Cancellation);
        var discarded = await system.Replay.DiscardAsync(UnratedKey, Who, "Too late.", Cancellation);

        Assert.Equal((RecordOutcome.Recorded, RejectedStatus.Replayed), (replayed!.Record!.Outcome, replayed.Item.Status));
        Assert.Equal(replayed.Item, discarded);
        Assert.Equal(0, await system.OpenRejectedAsync());
        Assert.Equal(2, (await AuditAsync(system)).Count);
    }

    [Fact]
    public async Task Replayed_message_that_is_rejected_when_it_comes_again_stays_replayed()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        var body = TestMessage.Sale("a", "10.00");
        var rejection = new Rejection(RejectionReason.LedgerFull, "amount", "Full for now.");
        var refused = new RefusedMessage(new IncomingRevenue(body), "a", rejection);
        await system.Rejected.KeepAsync([refused], Cancellation);
        await system.Replay.ReplayAsync(Sha256Hash.Of(body), Who, Cancellation);

        await system.Rejected.KeepAsync([refused], Cancellation);

        var item = (await system.Rejected.FindAsync(Sha256Hash.Of(body), Cancellation))!.Value.Item;
        Assert.Equal((RejectedStatus.Replayed, 2L), (item.Status, item.Deliveries));
        Assert.Equal(0, await system.OpenRejectedAsync());
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task All_of_a_reason_are_replayed_and_nothing_else(StoreKind kind)
    {
        using var system = new LedgerSystem(await TestStores.NewAsync(kind, servers));
        var usd = Enumerable.Range(0, 130).Select(i => TestMessage.Unrated($"u{i}", "1.00", "USD")).ToArray();
        await system.RecordAsync(usd.Concat(
            [TestMessage.Unrated("e", "1.00", "EUR"), TestMessage.Broken("{"), TestMessage.Sale("z", "0.00"), new byte[40_000]]));
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "2"));
        await system.RecordAsync(usd[7]);

        var result = await ReplayAllAsync(system, RejectionReason.NoExchangeRate);
        var again = await ReplayAllAsync(system, RejectionReason.NoExchangeRate);

        Assert.Equal((129, 1, 1), (result.Replayed, result.Duplicates, result.StillRejected));
        Assert.Equal((0, 0, 1), (again.Replayed, again.Duplicates, again.StillRejected));
        Assert.Equal(4, await system.OpenRejectedAsync());
        var totals = await system.TotalsAsync();
        Assert.Equal(("260.00", 130L), (totals.Total.ToString(), totals.Entries));
        await LedgerAudit.CheckAsync(system.Store, totals);
    }

    [Fact]
    public async Task Call_for_all_is_bounded_and_the_next_one_goes_on()
    {
        using var system = new LedgerSystem(new MemoryTableStore());
        await system.RecordAsync(Enumerable.Range(0, 1200).Select(i => TestMessage.Unrated($"u{i}", "1.00", i < 1050 ? "EUR" : "USD")));
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "2"));

        var first = await system.Replay.ReplayAllAsync(RejectionReason.NoExchangeRate, null, Who, Cancellation);
        var second = await system.Replay.ReplayAllAsync(RejectionReason.NoExchangeRate, first.Continuation, Who, Cancellation);

        Assert.NotNull(first.Continuation);
        Assert.Null(second.Continuation);
        Assert.Equal(1000, first.Replayed + first.StillRejected);
        Assert.Equal((150, 1050), (first.Replayed + second.Replayed, first.StillRejected + second.StillRejected));
        Assert.Equal(1050, await system.OpenRejectedAsync());
    }

    [Fact]
    public async Task Several_operators_at_once_end_where_one_would()
    {
        var store = await TestStores.NewAsync(StoreKind.Azurite, servers);
        using var one = new LedgerSystem(store);
        using var other = new LedgerSystem(store);
        var bodies = Enumerable.Range(0, 60).Select(i => TestMessage.Unrated($"u{i}", "1.00", "USD")).ToArray();
        await one.RecordAsync(bodies);
        await RateTable.PutAsync(one.Rates, TestRates.Day, ("USD", "2"));

        await Task.WhenAll(
            ReplayAllAsync(one, RejectionReason.NoExchangeRate),
            ReplayAllAsync(other, RejectionReason.NoExchangeRate),
            Task.WhenAll(bodies.Take(20).Select(body => other.Replay.DiscardAsync(Sha256Hash.Of(body), Who, "Race.", Cancellation))),
            Task.WhenAll(bodies.Skip(10).Take(20).Select(body => one.Replay.ReplayAsync(Sha256Hash.Of(body), Who, Cancellation))),
            other.RecordAsync(bodies.Skip(40)));
        await Task.WhenAll(bodies.Select(body => one.Replay.ReplayAsync(Sha256Hash.Of(body), Who, Cancellation)));

        var totals = await one.TotalsAsync();
        Assert.Equal(("120.00", 60L), (totals.Total.ToString(), totals.Entries));
        Assert.Equal(0, await one.OpenRejectedAsync());
        var items = await Task.WhenAll(bodies.Select(body => one.Rejected.FindAsync(Sha256Hash.Of(body), Cancellation)));
        Assert.All(items, found => Assert.Equal(RejectedStatus.Replayed, found!.Value.Item.Status));
        Assert.Equal(60, (await AuditAsync(one)).Count(audit => audit.Action == AuditAction.RejectedRevenueReplayed));
        await LedgerAudit.CheckAsync(store, totals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Death_at_any_write_of_a_replay_ends_in_the_same_state_when_it_is_repeated(bool isApplied)
    {
        var tried = 0;
        for (var isOver = false; !isOver; tried++)
        {
            var store = new MemoryTableStore();
            var tap = new TableTap(store);
            using var dying = new LedgerSystem(tap);
            var unrated = Enumerable.Range(0, 40).Select(i => TestMessage.Unrated($"u{i}", "1.00", "USD"));
            await dying.RecordAsync([.. unrated, TestMessage.Broken("{")]);
            await RateTable.PutAsync(dying.Rates, TestRates.Day, ("USD", "2"));
            tap.Reset();
            if (isApplied)
                tap.AfterSubmit = DieAfter;
            else
                tap.BeforeSubmit = DieAfter;
            isOver = await Record.ExceptionAsync(() => ReplayAllAsync(dying, RejectionReason.NoExchangeRate)) is null;

            using var next = new LedgerSystem(store);
            await ReplayAllAsync(next, RejectionReason.NoExchangeRate);

            var totals = await next.TotalsAsync();
            Assert.Equal((40L, "80.00"), (totals.Entries, totals.Total.ToString()));
            Assert.Equal(1, await next.OpenRejectedAsync());
            Assert.Equal(40, (await AuditAsync(next)).Count);
            await LedgerAudit.CheckAsync(store, totals);
        }

        // A batch in each of four shards, two of items; and once nothing failed.
        Assert.Equal(7, tried);

        Task DieAfter(int number) => number > tried ? throw new TableUnavailableException("Dead.") : Task.CompletedTask;
    }

    private static async Task<ReplayAllResult> ReplayAllAsync(LedgerSystem system, string reason)
    {
        var sum = new ReplayAllResult(0, 0, 0, null);
        string? next = null;
        do
        {
            var result = await system.Replay.ReplayAllAsync(reason, next, Who, Cancellation);
            sum = new ReplayAllResult(
                sum.Replayed + result.Replayed, sum.Duplicates + result.Duplicates, sum.StillRejected + result.StillRejected, null);
            next = result.Continuation;
        }
        while (next is not null);
        return sum;
    }

    private static async Task<IReadOnlyList<(AuditAction Action, string Subject, string Who)>> AuditAsync(LedgerSystem system)
    {
        var table = system.Store.Table(RejectedKeys.Table);
        var rows = await LedgerSystem.PagesAsync(async next =>
        {
            var page = await table.QueryAsync(
                new TableQuery(RejectedKeys.Partition, AuditRow.Prefix, "u;", Continuation: next), Cancellation);
            return (page.Rows, page.Continuation);
        });
        return [.. rows.Select(row => AuditRow.Read(row.Values)).Select(audit => (audit.Action, audit.Subject, audit.Who))];
    }
}
