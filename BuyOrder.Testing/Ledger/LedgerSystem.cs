using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Storage;

namespace BuyOrder.Testing.Ledger;

/// <summary>One instance of the service's revenue side over some tables; several instances may share them.</summary>
internal sealed class LedgerSystem : IDisposable
{
    public LedgerSystem(ITableStore store, int shardCount = 4, TimeProvider? time = null)
    {
        Store = store;
        Ledger = new RevenueLedger(store, new LedgerOptions { ShardCount = shardCount }, time ?? TimeProvider.System);
        Rejected = new RejectedRevenue(store, time ?? TimeProvider.System);
        Rates = new ExchangeRates(store, time ?? TimeProvider.System);
        Intake = new RevenueIntake(Ledger, Rejected, Rates, _ => ValueTask.FromResult(Limits), time ?? TimeProvider.System);
        Replay = new RejectedReplay(Rejected, Intake, time ?? TimeProvider.System);
    }

    public ITableStore Store { get; }

    /// <summary>The plausibility limits in force.</summary>
    public PlausibilityLimits Limits { get; set; } = PlausibilityLimits.Default;

    public RevenueLedger Ledger { get; }

    public RejectedRevenue Rejected { get; }

    public ExchangeRates Rates { get; }

    public RevenueIntake Intake { get; }

    public RejectedReplay Replay { get; }

    /// <summary>All pages of a list.</summary>
    public static async Task<IReadOnlyList<T>> PagesAsync<T>(Func<string?, Task<(IReadOnlyList<T> Items, string? Continuation)>> read)
    {
        var items = new List<T>();
        string? next = null;
        do
        {
            var page = await read(next);
            items.AddRange(page.Items);
            next = page.Continuation;
        }
        while (next is not null);
        return items;
    }

    public Task<IReadOnlyList<RecordResult>> RecordAsync(params IEnumerable<byte[]> bodies) =>
        Intake.RecordAsync([.. bodies.Select(body => new IncomingRevenue(body))], TestRun.Cancellation);

    public async Task<IReadOnlyList<RecordOutcome>> OutcomesAsync(params IEnumerable<byte[]> bodies) =>
        [.. (await RecordAsync(bodies)).Select(result => result.Outcome)];

    public Task<LedgerTotals> TotalsAsync() => Ledger.ReadTotalsAsync(TestRun.Cancellation);

    public Task<long> OpenRejectedAsync() => Rejected.CountOpenAsync(TestRun.Cancellation);

    public void Dispose()
    {
        Ledger.Dispose();
        Rejected.Dispose();
    }
}
