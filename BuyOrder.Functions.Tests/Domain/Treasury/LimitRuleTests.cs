using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Testing.Orders;
using FsCheck.Xunit;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>What the limits leave of an allocation.</summary>
public sealed class LimitRuleTests
{
    private static readonly string[] Zones = ["Africa/Johannesburg", "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland"];
    private static readonly DateTimeOffset Newest = new(2026, 11, 22, 2, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, 1_000, false)]
    [InlineData(900, null, 600, false)] // 300 of the day are used
    [InlineData(null, 900, 500, false)] // and 400 of the month
    [InlineData(900, 850, 450, false)]
    [InlineData(400, null, 100, false)] // the minimum is left
    [InlineData(399, null, 99, true)]
    [InlineData(300, null, 0, true)]
    [InlineData(200, null, 0, true)] // lowered below what is used
    [InlineData(0, null, 0, true)]
    [InlineData(null, 0, 0, true)]
    [InlineData(5_000, 9_000, 1_000, false)]
    public void Least_of_allocation_day_and_month_is_spent(int? perDay, int? perMonth, int spend, bool isReached)
    {
        var limits = new BuyingLimits { MaxPerDay = Rand(perDay), MaxPerMonth = Rand(perMonth) };

        var limited = Apply(limits, Noon);

        Assert.Equal((new Zar(spend * 100), isReached), (limited.Spend, limited.Reached is not null));
    }

    [Fact]
    public void Reason_names_the_window_its_limit_and_what_is_used()
    {
        Assert.Equal(
            "The limit of day 2026-11-22 is 350.00 ZAR, and 300.00 ZAR of it are used: 50.00 ZAR are left; the minimum is 100.00 ZAR.",
            Apply(new BuyingLimits { MaxPerDay = new Zar(350_00), MaxPerMonth = new Zar(500_00) }, Noon).Reached);
        Assert.StartsWith(
            "The limit of month 2026-11 is 400.00 ZAR, and 400.00 ZAR of it are used: 0.00 ZAR are left",
            Apply(new BuyingLimits { MaxPerDay = new Zar(900_00), MaxPerMonth = new Zar(400_00) }, Noon).Reached,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Day_is_named_where_no_more_is_left_of_the_month() => Assert.StartsWith(
        "The limit of day 2026-11-22 is 350.00 ZAR",
        Apply(new BuyingLimits { MaxPerDay = new Zar(350_00), MaxPerMonth = new Zar(450_00) }, Noon).Reached,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, true)] // a clock that was put back
    [InlineData(43_199, true)]
    [InlineData(43_200, false)]
    public void Interval_counts_from_the_newest_reservation_and_says_when_it_is_over(int secondsLater, bool isReached)
    {
        var limited = Apply(new BuyingLimits { MinimumInterval = TimeSpan.FromHours(12) }, Newest.AddSeconds(secondsLater));

        Assert.Equal(isReached, limited.Reached is not null);
        if (isReached)
            Assert.Equal("The newest order was reserved at 2026-11-22 02:00:00Z, and the shortest interval is PT12H: the next may come at 2026-11-22 14:00:00Z.", limited.Reached);
    }

    [Fact]
    public void Interval_without_an_order_before_and_windows_that_are_not_known_bound_nothing()
    {
        var parameters = With(new BuyingLimits { MinimumInterval = TimeSpan.FromHours(12), MaxPerDay = Zar.Zero });

        Assert.Null(LimitRule.Apply(Decision(parameters), parameters, null, null, Noon).Reached);
    }

    /// <summary>
    /// Orders at any moments, some of them earlier than the one before, that complete, fail, are undone and resolved, under limits that change:
    /// no day and no month is ever spent beyond its limit, the sums are those of the orders, and the records come to the same.
    /// </summary>
    [Property(MaxTest = 1_500)]
    public void No_day_and_no_month_is_ever_spent_beyond_its_limit(int seed)
    {
        var random = new Random(seed);
        var zone = Zones[random.Next(Zones.Length)];
        var now = new DateTimeOffset(2026, 11, 30, 20, 0, 0, TimeSpan.Zero);
        var state = new TreasuryState { Windows = SpendWindows.Of([], zone, DateOnly.MinValue) };
        var recorded = state.Sums;
        var orders = new Dictionary<string, Order>();
        var limits = BuyingLimits.Off;
        for (var step = 0; step < 60; step++)
        {
            now += random.Next(10) == 0 ? -TimeSpan.FromMinutes(random.Next(2_000)) : TimeSpan.FromMinutes(random.Next(700));
            switch (random.Next(8))
            {
                case 0:
                    limits = new BuyingLimits { MaxPerDay = Sum(), MaxPerMonth = Sum() };
                    break;
                case 1 when state.OpenOrderId is null && orders.Values.LastOrDefault(order => order.Status == JobStatus.Completed) is { } completed:
                    state = state.Undo(completed);
                    recorded = RecordedSums.After(recorded, RecordEvent.Undone, Facts(completed))!;
                    orders[completed.Id] = completed.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), now);
                    break;
                case 2 when !state.UndoneOrders.IsEmpty:
                    var undone = orders[state.UndoneOrders[0]];
                    var finding = random.Next(2) == 0 ? Finding.Failed : Finding.Completed;
                    End(undone.Resolved(new Resolution(finding, "looked", null, "operator", now), finding == Finding.Failed ? null : Purchase(undone), 1), RecordEvent.Resolved);
                    break;
                case < 5 when state.OpenOrderId is { } open:
                    var ended = random.Next(3) == 0 ? orders[open].Failed(ReasonCode.Reverted, 1, now) : orders[open].Completed(Purchase(orders[open]), 1, now);
                    End(ended, ended.Status == JobStatus.Failed ? RecordEvent.Failed : RecordEvent.Completed);
                    break;
                default:
                    if (state is { OpenOrderId: null, UndoneOrders.IsEmpty: true })
                        Run();
                    break;
            }

            Assert.Equal(state.Sums, recorded);
            Assert.Equal(SpendWindows.Of(orders.Values, zone, state.Windows!.Day), state.Windows);
            Assert.Equal(state.Windows, state.WithSumsOf(orders.Values).Windows);
        }

        Zar? Sum() => random.Next(4) switch { 0 => null, 1 => Zar.Zero, _ => new Zar(random.Next(100_00, 5_000_00)) };

        void Run()
        {
            var parameters = With(limits) with { Maximum = new Zar(random.Next(100_00, 2_000_00)) };
            var windows = state.Windows!.At(now);
            var limited = LimitRule.Apply(Decision(parameters), parameters, windows, null, now);
            if (limited.Reached is not null)
                return;
            var order = Reserved($"m-{orders.Count}") with { CreatedAt = now, Day = windows.Day, Spend = limited.Spend };
            orders.Add(order.Id, order);
            state = (state with { Windows = windows }).Reserve(order);
            recorded = RecordedSums.After(recorded, RecordEvent.Reserved, Facts(order))!;
            var counting = orders.Values.Where(each => each.Status != JobStatus.Failed).ToList();
            Assert.InRange(limited.Spend.Cents, parameters.Minimum.Cents, parameters.Maximum.Cents);
            Assert.True(!(new Zar(counting.Where(each => each.Day == order.Day).Sum(each => each.Spend.Cents)) > limits.MaxPerDay));
            Assert.True(!(new Zar(counting.Where(each => each.Day!.Value.Month == order.Day.Value.Month).Sum(each => each.Spend.Cents)) > limits.MaxPerMonth));
        }

        void End(Order ended, RecordEvent happened)
        {
            orders[ended.Id] = ended;
            state = state.End(ended);
            recorded = RecordedSums.After(recorded, happened, Facts(ended))!;
        }

        RecordedOrder Facts(Order order) => new(
            order.Id, order.RevenueBase, order.Spend, order.SpendUnits, order.RateBps, order.LedgerRoot, order.RevenueTotal, order.ParametersVersion,
            null, order.Purchase, order.GasSpentWei, "", null, state.Windows!.DayOf(order));
    }

    private static Zar? Rand(int? amount) => amount is { } rand ? new Zar(rand * 100L) : null;

    /// <summary>300 ZAR of the day are used, and 400 of the month.</summary>
    private static LimitedSpend Apply(BuyingLimits limits, DateTimeOffset now) => LimitRule.Apply(
        Decision(With(limits)), With(limits), new SpendWindows("UTC", new DateOnly(2026, 11, 22), new Zar(300_00), new Zar(400_00)), Newest, now);

    private static BusinessParameters With(BuyingLimits limits) => EngineBench.Parameters with { Limits = limits };

    private static SpendDecision Decision(BusinessParameters parameters) =>
        AllocationRule.Decide(new Zar(10_000_00), parameters.RateBps, parameters.Minimum, parameters.Maximum);
}
