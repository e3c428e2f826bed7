using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>Each rule for new entries on its way through the ledger: what was recorded before it stays, and no refund is ever refused.</summary>
public sealed class ImplausibleRevenueTests(TestServers servers)
{
    private const string Who = "operator";

    private static readonly PlausibilityLimits Strict = new()
    {
        MaxAmount = new Zar(100_00),
        MaxRateDeviationBps = 500,
        MaxFuture = TimeSpan.FromHours(1),
        MaxAge = TimeSpan.FromDays(30),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The rule's name, what breaks it, and the same with other content.</summary>
    public static TheoryData<string> Rules =>
        ["amount", "rate", "future", "age", "livemode", "test", "status", "id-space", "id-zero-width", "id-unassigned", "surrogate", "surrogate-name"];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Sale_is_refused_as_a_new_entry_and_a_repeat_of_one_from_before_the_rule_stays_a_duplicate(string rule)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = await NewAsync(new MemoryTableStore(), time);
        var (id, sale) = Breaking(rule, "sale", "200.00");
        var (_, other) = Breaking(rule, "sale", "300.00");

        var refused = (await system.RecordAsync(sale))[0];
        await RecordAsBeforeTheRulesAsync(system, sale);
        var repeats = await system.OutcomesAsync(sale, other);

        Assert.Equal((RecordOutcome.Rejected, ReasonOf(rule), id), (refused.Outcome, refused.Reason, refused.Id));
        Assert.InRange(refused.Detail!.Length, 10, 300);
        Assert.Equal([RecordOutcome.Duplicate, RecordOutcome.ConflictingDuplicate], repeats);
        Assert.Equal(1, (await system.TotalsAsync()).Entries);
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Refund_is_never_refused_and_counted_when_it_is_beyond_a_limit(string rule)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = await NewAsync(new MemoryTableStore(), time);
        var (id, refund) = Breaking(rule, "refund", "200.00");

        var outcomes = await system.OutcomesAsync(refund, refund);
        var again = await system.OutcomesAsync(refund);

        Assert.Equal([RecordOutcome.Recorded, RecordOutcome.Duplicate, RecordOutcome.Duplicate], outcomes.Concat(again));
        var isLimit = ReasonOf(rule).StartsWith("implausible", StringComparison.Ordinal);
        var found = (await system.Ledger.FindAsync(id, Cancellation))!;
        Assert.Equal(isLimit, found.IsRefundBeyond);
        Assert.Equal(isLimit ? 1 : 0, (await system.TotalsAsync()).RefundsBeyond.Sum());
        Assert.Equal(0, await system.OpenRejectedAsync());
        await LedgerAudit.CheckAsync(system.Store, await system.TotalsAsync());
    }

    [Theory]
    [InlineData(StoreKind.Memory)]
    [InlineData(StoreKind.Azurite)]
    public async Task Refunds_beyond_a_limit_are_counted_by_the_head_in_their_own_transaction(StoreKind kind)
    {
        var tap = new TableTap(await TestStores.NewAsync(kind, servers));
        using var system = await NewAsync(tap, new FakeTimeProvider(TestMessage.Day), shardCount: 1);
        var heads = new List<(long Beyond, int Writes)>();
        tap.Applied = (partition, writes) =>
        {
            if (partition == LedgerKeys.Partition(0))
                heads.Add((Values(writes, LedgerKeys.Head).Int64OrNull("refundsBeyond") ?? 0, writes.Count));
        };

        await system.RecordAsync(TestMessage.Sale("s", "90.00"), TestMessage.Refund("r1", "100.01", "s"), TestMessage.Refund("r2", "100.00", "s"));
        await system.RecordAsync(TestMessage.Sale("s2", "90.00"));
        await system.RecordAsync(TestMessage.Refund("r3", "200.00", "s"), TestMessage.Refund("r4", "300.00", "s"));

        // Head, block, day, three entries and two rows of the index; then one entry; then two entries with two rows of the index.
        Assert.Equal([(1, 8), (1, 4), (3, 7)], heads);
        Assert.Equal([3L], (await system.TotalsAsync()).RefundsBeyond);
        Assert.True((await system.Ledger.CheckHeadsAsync(Cancellation)).Holds);
        var unknown = await system.Ledger.ReadRefundsBeyondAsync([1], 10, Cancellation);
        Assert.Equal(["r3", "r4"], unknown[0].Select(refund => refund.Revenue.Message.Id).Order());
    }

    [Fact]
    public async Task Looking_up_costs_one_read_for_what_would_be_refused_and_nothing_for_the_rest()
    {
        var tap = new TableTap(new MemoryTableStore());
        using var system = await NewAsync(tap, new FakeTimeProvider(TestMessage.Day), shardCount: 1);
        await system.RecordAsync(TestMessage.Sale("warm"));
        tap.Reset();

        await system.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Sale($"s{i}")));
        var plausible = tap.Reads;
        await system.RecordAsync(Enumerable.Range(0, 20).Select(i => TestMessage.Sale($"x{i}", "200.00")).Append(TestMessage.Broken("{")));

        // What is refused is then kept; the reads of the table of rejected revenue are not counted here.
        Assert.Equal(0, plausible);
        var judged = new TableTap(system.Store);
        using var judge = await NewAsync(judged, new FakeTimeProvider(TestMessage.Day), shardCount: 1);
        await judge.Ledger.OpenAsync(Cancellation);
        judged.Reset();
        await judge.Intake.ReadAsync(Enumerable.Range(0, 20).Select(i => new ReadOnlyMemory<byte>(TestMessage.Sale($"x{i}", "200.00"))), Cancellation);
        Assert.Equal(20, judged.Reads);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("rate")]
    [InlineData("future")]
    [InlineData("age")]
    [InlineData("status")]
    [InlineData("livemode")]
    public async Task Operator_may_accept_what_a_limit_refused_with_a_reason(string rule)
    {
        var time = new FakeTimeProvider(TestMessage.Day);
        using var system = await NewAsync(new MemoryTableStore(), time);
        var (_, sale) = Breaking(rule, "sale", "200.00");
        await system.RecordAsync(sale);
        var key = Sha256Hash.Of(sale);

        var judged = await system.Replay.ReplayAsync(key, Who, Cancellation);
        var accepted = await system.Replay.AcceptAsync(key, Who, "Seen the invoice.", Cancellation);
        var again = await system.Replay.AcceptAsync(key, Who, "Seen it twice.", Cancellation);

        Assert.Equal((RecordOutcome.Rejected, RejectedStatus.Open), (judged!.Record!.Outcome, judged.Item.Status));
        Assert.Equal((RecordOutcome.Recorded, RejectedStatus.Replayed), (accepted!.Record!.Outcome, accepted.Item.Status));
        Assert.Equal((RecordOutcome.Duplicate, accepted.Item), (again!.Record!.Outcome, again.Item));
        Assert.Equal((Who, "Seen the invoice."), (accepted.Item.Closing!.Who, accepted.Item.Closing.Why));
        Assert.Equal([RecordOutcome.Duplicate], await system.OutcomesAsync(sale));
        var audit = Assert.Single(await AuditAsync(system));
        Assert.Equal((AuditAction.RejectedRevenueReplayed, "Seen the invoice."), (audit.Action, audit.Reason));
        Assert.Contains("against the limits", audit.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepting_changes_nothing_about_the_form_of_a_message()
    {
        using var system = await NewAsync(new MemoryTableStore(), new FakeTimeProvider(TestMessage.Day));
        var odd = TestMessage.Sale("a ");
        await system.RecordAsync(odd);

        var accepted = await system.Replay.AcceptAsync(Sha256Hash.Of(odd), Who, "It looks right.", Cancellation);

        Assert.Equal((RecordOutcome.Rejected, RejectionReason.InvalidId), (accepted!.Record!.Outcome, accepted.Record.Reason));
    }

    [Theory]
    [InlineData(0, "implausible_rate")]
    [InlineData(-7, "implausible_rate")]
    [InlineData(-8, null)]
    [InlineData(1, null)]
    public async Task Rate_is_compared_with_the_newest_table_that_is_at_most_seven_days_old(int days, string? reason)
    {
        using var system = new LedgerSystem(new MemoryTableStore()) { Limits = Strict with { MaxAge = null } };
        await RateTable.PutAsync(system.Rates, TestRates.Day.AddDays(days), ("USD", "10"));
        await RateTable.PutAsync(system.Rates, TestRates.Day.AddDays(-20), ("USD", "1000"));
        await RateTable.PutAsync(system.Rates, TestRates.Day, ("EUR", "20"), ("USD", days == 0 ? "10" : "10.1"));
        if (days != 0)
            await RateTable.PutAsync(system.Rates, TestRates.Day, ("EUR", "20"));

        var result = (await system.RecordAsync(TestMessage.Foreign("a", "sale", "1", "USD", "18.25")))[0];

        Assert.Equal(reason, result.Reason);
    }

    [Fact]
    public async Task Outage_while_the_limits_are_read_is_an_outage_and_never_a_rejection()
    {
        using var ledger = new LedgerSystem(new MemoryTableStore());
        var intake = new RevenueIntake(
            ledger.Ledger, ledger.Rejected, ledger.Rates, _ => throw new TableUnavailableException("No parameters."), TimeProvider.System);

        await Assert.ThrowsAsync<TableUnavailableException>(() => intake.RecordAsync([new IncomingRevenue(TestMessage.Sale("a"))], Cancellation));

        Assert.Equal((0L, 0L), ((await ledger.TotalsAsync()).Entries, await ledger.OpenRejectedAsync()));
    }

    private static async Task<LedgerSystem> NewAsync(ITableStore store, TimeProvider time, int shardCount = 4)
    {
        var system = new LedgerSystem(store, shardCount, time) { Limits = Strict };
        if (await system.Rates.FindAsync(TestRates.Day, Cancellation) is null)
            await RateTable.PutAsync(system.Rates, TestRates.Day, ("USD", "18.25"));
        return system;
    }

    private static string ReasonOf(string rule) => rule switch
    {
        "amount" => RejectionReason.ImplausibleAmount,
        "rate" => RejectionReason.ImplausibleRate,
        "future" or "age" => RejectionReason.ImplausibleTime,
        "surrogate" or "surrogate-name" => RejectionReason.InvalidJson,
        _ => rule.StartsWith("id", StringComparison.Ordinal) ? RejectionReason.InvalidId : RejectionReason.NotSettled,
    };

    /// <summary>A message that breaks the rule of that name and no other; the amount tells contents apart.</summary>
    private static (string Id, byte[] Body) Breaking(string rule, string kind, string amount)
    {
        var small = amount == "200.00" ? "20.00" : "30.00";
        var id = rule switch { "id-space" => "a ", "id-zero-width" => "a\u200Bb", "id-unassigned" => "a\u0378", _ => "a" };
        var at = rule switch { "future" => TestMessage.Day.AddHours(2), "age" => TestMessage.Day.AddDays(-31), _ => TestMessage.Day };
        if (rule == "rate")
            return (id, TestMessage.Foreign(id, kind, amount == "200.00" ? "1" : "2", "USD", "20.00"));
        var body = TestMessage.Any(id, kind, rule == "amount" ? amount : small, at);
        var more = rule switch
        {
            "livemode" => "\"livemode\": false",
            "test" => "\"test\": true",
            "status" => "\"status\": \"Pending\"",
            "surrogate" => "\"metadata\": { \"x\": \"\\ud800\" }",
            "surrogate-name" => "\"note\": { \"\\udc00\": 1 }",
            _ => null,
        };
        return (id, more is null ? body : TestMessage.With(body, more));
    }

    /// <summary>As it would have become an entry before there were these rules.</summary>
    private static async Task RecordAsBeforeTheRulesAsync(LedgerSystem system, byte[] body)
    {
        RevenueMessageReader.TryRead(body, out var message, out _);
        Assert.True(ValuedRevenue.TryCreate(message!, system.Ledger.BusinessZone, TestMessage.NoRates, out var revenue, out _));
        var results = await system.Intake.AppendAsync([new RevenueReading.Recordable(revenue)], Cancellation);
        Assert.Equal(RecordOutcome.Recorded, results[0].Outcome);
    }

    private static RowValues Values(IReadOnlyList<TableWrite> writes, string key) => writes.Single(write => write.Key == key) switch
    {
        TableWrite.Insert insert => insert.Values,
        TableWrite.Replace replace => replace.Values,
        var other => throw new InvalidOperationException($"{other} writes no values."),
    };

    private static async Task<IReadOnlyList<AuditRecord>> AuditAsync(LedgerSystem system)
    {
        var query = new TableQuery(RejectedKeys.Partition, AuditRow.Prefix, "u;");
        var page = await system.Store.Table(RejectedKeys.Table).QueryAsync(query, Cancellation);
        return [.. page.Rows.Select(row => AuditRow.Read(row.Values))];
    }
}
