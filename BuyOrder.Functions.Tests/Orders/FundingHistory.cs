using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Reading;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Revenue, orders and what becomes of them, as they happen one after the other.</summary>
internal sealed class FundingHistory : IDisposable
{
    public const int Shards = 3;

    private const int RateBps = 1_000;

    private readonly Random random;
    private readonly FakeTimeProvider time = new(OrderExamples.Noon);
    private readonly OrderStore store;
    private int number;

    private FundingHistory(int seed, ITableStore tables)
    {
        random = new Random(seed);
        System = new LedgerSystem(tables, Shards, time);
        store = new OrderStore(tables);
        Book = new OrderQueries(tables);
        Funding = new OrderFunding(Book, System.Ledger);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public LedgerSystem System { get; }

    public OrderFunding Funding { get; }

    private OrderQueries Book { get; }

    public static async Task<FundingHistory> StartAsync(int seed, TableTap? tap = null)
    {
        ITableStore tables = tap is null ? new MemoryTableStore(stingyPages: true) : tap;
        await tables.CreateMissingAsync([OrderKeys.Table], Cancellation);
        var history = new FundingHistory(seed, tables);
        Assert.Null(await OpenedOrders.OpenAsync(tables, history.System.Ledger, history.time, Cancellation));
        return history;
    }

    public async Task RecordAsync(string id, long cents) =>
        Assert.Equal([RecordOutcome.Recorded], await System.OutcomesAsync(TestMessage.Sale(id, new Zar(cents).ToString())));

    public async Task OrderAsync(string id, Zar revenueBase, bool forget = false)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var book = await store.LoadAsync(Cancellation);
        var totals = await System.TotalsAsync();
        var order = OrderExamples.Reserved(id) with
        {
            CreatedAt = time.GetUtcNow(),
            RevenueBase = revenueBase,
            Spend = AllocationRule.Allocate(revenueBase, RateBps),
            LedgerRoot = totals.LedgerRoot.ToString(),
            RevenueTotal = totals.Total,
            CutOff = [.. totals.Shards.Select(shard => shard.Entries)],
            Revenue = forget ? null : totals.Breakdown,
        };
        var runId = OrderKeys.RunId(order.CreatedAt, id);
        var run = new RunRecord(runId, order.CreatedAt, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, id, null);
        Assert.NotNull(await store.ReserveAsync(book, book.State.Reserve(order), order, run, Cancellation));
    }

    public async Task EndAsync(bool completed)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var book = await store.LoadAsync(Cancellation);
        await StepAsync(book, completed
            ? book.Order!.Completed(OrderExamples.Purchase(book.Order!), gasSpentWei: 1, time.GetUtcNow())
            : book.Order!.Failed(ReasonCode.Reverted, gasSpentWei: 1, time.GetUtcNow()));
    }

    public async Task UndoAsync(string id)
    {
        var book = await store.LoadAsync(id, Cancellation);
        var undone = book.Order!.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), time.GetUtcNow());
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.Undo(book.Order!), undone), Cancellation));
    }

    public async Task ResolveAsync(string id, Finding finding)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        var book = await store.LoadAsync(id, Cancellation);
        var purchase = finding == Finding.Completed ? OrderExamples.Purchase(book.Order!) : null;
        await StepAsync(book, book.Order!.Resolved(new Resolution(finding, "seen", null, "operator", time.GetUtcNow()), purchase, 1));
    }

    public async Task HappenAsync()
    {
        time.Advance(TimeSpan.FromSeconds(random.Next(1, 100)));
        var state = (await store.LoadAsync(Cancellation)).State;
        switch (random.Next(10))
        {
            case 0 or 1 when state.OpenOrderId is null && state.UndoneOrders.IsEmpty:
                var available = (await System.TotalsAsync()).Total - state.ConsumedBase;
                if (available.Cents > 0)
                    await OrderAsync($"m-{++number}", new Zar(random.NextInt64(1, available.Cents + 1)));
                break;
            case 2 or 3 when state.OpenOrderId is not null:
                await EndAsync(completed: random.Next(3) > 0);
                break;
            case 4 when random.Next(2) == 0:
                var completed = (await Book.ReadAllAsync(Cancellation)).Where(order => order.Status == JobStatus.Completed).ToArray();
                if (completed.Length > 0)
                    await UndoAsync(completed[random.Next(completed.Length)].Id);
                break;
            case 4 or 5 when !state.UndoneOrders.IsEmpty:
                await ResolveAsync(state.UndoneOrders[0], random.Next(2) == 0 ? Finding.Failed : Finding.Completed);
                break;
            default:
                await System.RecordAsync(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Message()));
                break;
        }
    }

    /// <summary>Order → entries, entry → order, and the sums, against the ledger as a whole.</summary>
    public async Task CheckAsync()
    {
        var state = (await store.LoadAsync(Cancellation)).State;
        var totals = await System.TotalsAsync();
        var funded = new Dictionary<string, string>();
        var last = Zar.Zero;
        foreach (var order in (await Book.ReadAllAsync(Cancellation)).OrderBy(order => order.CreatedAt))
        {
            var found = (await Funding.ReconcileAsync(order.Id, Cancellation))!;
            var entries = await ListAsync(order.Id);
            Assert.True(found.Fits, string.Join(' ', found.Faults));
            Assert.Equal(found.CarriedIn + found.EntriesTotal, found.Base + found.CarriedOut);
            Assert.Equal(last, found.CarriedIn);
            Assert.Equal((found.Entries, found.EntriesTotal.Cents), (entries.Count, entries.Sum(entry => entry.Revenue.Value.Cents)));
            Assert.Equal(RevenueTotals.Empty.Plus(entries.Select(entry => entry.Revenue)).Lines, found.Breakdown!.Lines);
            Assert.All(entries, entry => Assert.True(funded.TryAdd(entry.Revenue.Message.Id, order.Id)));
            last = found.CarriedOut;
        }
        var rest = Zar.Zero;
        var all = (await System.Ledger.ListAsync(RevenueFilter.All, 1000, null, Cancellation)).Entries;
        foreach (var entry in all)
        {
            var shard = LedgerShards.Of(entry.Revenue.IdHash, Shards);
            var order = await Funding.FundedByAsync(shard, entry.Sequence, Cancellation);
            Assert.Equal(funded.GetValueOrDefault(entry.Revenue.Message.Id), order?.Id);
            rest += order is null ? entry.Revenue.Value : Zar.Zero;
        }
        Assert.Equal(totals.Entries, all.Count);
        Assert.Equal(totals.Total - state.ConsumedBase, last + rest);
    }

    public Task<IReadOnlyList<Order>> OrdersAsync() => Book.ReadAllAsync(Cancellation);

    public async Task<IEnumerable<string>> EntriesOfAsync(string orderId) =>
        (await ListAsync(orderId)).Select(entry => entry.Revenue.Message.Id).Order();

    public void Dispose() => System.Dispose();

    private async Task<List<LedgerEntry>> ListAsync(string orderId)
    {
        var range = (await Funding.RangeAsync(orderId, Cancellation))!;
        var entries = new List<LedgerEntry>();
        RevenueContinuation? continuation = null;
        do
        {
            var page = await System.Ledger.ListAsync(range, 7, continuation, Cancellation);
            entries.AddRange(page.Entries);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return entries;
    }

    private async Task StepAsync(OrderSnapshot book, Order ended) =>
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.End(ended), ended), Cancellation));

    private byte[] Message()
    {
        var id = (++number).ToString(CultureInfo.InvariantCulture);
        var cents = new Zar(random.Next(1, 1_000_00)).ToString();
        return random.Next(4) switch
        {
            0 => TestMessage.Refund(id, cents, "some"),
            1 => TestMessage.Foreign(id, random.Next(3) == 0 ? "refund" : "sale", cents, random.Next(2) == 0 ? "USD" : "EUR", "18.255"),
            _ => TestMessage.Sale(id, cents, RevenueCodes.Sources[random.Next(3)].ToCode()),
        };
    }
}
