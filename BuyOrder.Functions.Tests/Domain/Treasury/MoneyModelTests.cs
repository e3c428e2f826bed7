using System.Collections.Immutable;
using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Orders;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Rules 1 to 7 of the money, for any sequence of sales, refunds, orders, failures and rate changes.</summary>
public sealed class MoneyModelTests
{
    [Property(MaxTest = 2_000, Arbitrary = [typeof(Histories)])]
    public void No_cent_is_lost_or_used_twice(ImmutableArray<MoneyEvent> history)
    {
        var model = new Model();

        foreach (var happened in history)
        {
            model.Apply(happened);
            model.Check();
        }
    }

    public abstract record MoneyEvent
    {
        public sealed record Sale(long Cents) : MoneyEvent;

        public sealed record Refund(long Cents) : MoneyEvent;

        public sealed record RateChange(int Bps) : MoneyEvent;

        public sealed record LimitChange(long MinimumCents, long MaximumCents) : MoneyEvent;

        /// <summary>An order at the rate in force; sizing leaves this share (of 1 000) of the capped spend.</summary>
        public sealed record Run(int SizedPerMille) : MoneyEvent;

        public sealed record Complete : MoneyEvent;

        public sealed record Fail : MoneyEvent;
    }

    public static class Histories
    {
        public static Arbitrary<ImmutableArray<MoneyEvent>> History() => Gen
            .OneOf(
                Cents().Select(cents => (MoneyEvent)new MoneyEvent.Sale(cents)),
                Cents().Select(cents => (MoneyEvent)new MoneyEvent.Refund(cents)),
                Gen.Choose(1, 10_000).Select(bps => (MoneyEvent)new MoneyEvent.RateChange(bps)),
                Cents().SelectMany(low => Cents().Select(more => (MoneyEvent)new MoneyEvent.LimitChange(low, low + more))),
                Gen.Frequency((3, Gen.Constant(1_000)), (1, Gen.Choose(0, 1_000))).Select(share => (MoneyEvent)new MoneyEvent.Run(share)),
                Gen.Constant((MoneyEvent)new MoneyEvent.Complete()),
                Gen.Constant((MoneyEvent)new MoneyEvent.Fail()))
            .ArrayOf().Select(events => events.ToImmutableArray()).ToArbitrary();

        /// <summary>Cents of every size, from one cent to a trillion Rand.</summary>
        private static Gen<long> Cents() => Gen.Choose(0, 14).SelectMany(digits => Gen.Choose(1, 9_999_999)
            .Select(value => Math.Max(1, (long)(value * BigInteger.Pow(10, digits) / 10_000_000))));
    }

    private sealed class Model
    {
        private readonly List<Order> orders = [];
        private TreasuryState state = new();
        private Zar total;
        private int rateBps = 1_000;
        private Zar minimum = new(100_00);
        private Zar maximum = new(1_000_000_00);

        private Zar Available => total - state.ConsumedBase;

        public void Apply(MoneyEvent happened)
        {
            switch (happened)
            {
                case MoneyEvent.Sale sale:
                    total += new Zar(sale.Cents);
                    break;
                case MoneyEvent.Refund refund:
                    total -= new Zar(refund.Cents);
                    break;
                case MoneyEvent.RateChange rate:
                    rateBps = rate.Bps;
                    break;
                case MoneyEvent.LimitChange limits:
                    (minimum, maximum) = (new Zar(limits.MinimumCents), new Zar(limits.MaximumCents));
                    break;
                case MoneyEvent.Run run when state.OpenOrderId is null:
                    Run(run.SizedPerMille);
                    break;
                case MoneyEvent.Complete when state.OpenOrderId is not null:
                    End(order => order.Completed(OrderExamples.Purchase(order), gasSpentWei: 7, OrderExamples.Noon));
                    break;
                case MoneyEvent.Fail when state.OpenOrderId is not null:
                    End(order => order.Failed(ReasonCode.Reverted, gasSpentWei: 5, OrderExamples.Noon));
                    break;
                default:
                    break;
            }
        }

        public void Check()
        {
            var holding = orders.Where(order => order.Status is JobStatus.Pending or JobStatus.Completed).ToList();
            var heldBase = holding.Aggregate(Zar.Zero, (sum, order) => sum + order.RevenueBase);

            Assert.Equal(total, Available + heldBase);
            Assert.Equal(heldBase, state.ConsumedBase);
            Assert.All(orders, order => Assert.Equal(order.Spend, AllocationRule.Allocate(order.RevenueBase, order.RateBps)));
            Assert.Equal(orders.Where(order => order.Status == JobStatus.Completed).Sum(order => order.Spend.Cents), state.TotalSpent.Cents);
            Assert.Equal(orders.Count(order => order.Status == JobStatus.Failed), state.Failed);
        }

        private void Run(int sizedPerMille)
        {
            var availableBefore = Available;
            var decision = AllocationRule.Decide(availableBefore, rateBps, minimum, maximum);
            var spend = new Zar((long)((Int128)decision.Spend.Cents * sizedPerMille / 1_000));
            if (spend < minimum || spend.Cents == 0)
                return;

            var order = OrderExamples.Reserved($"m-{orders.Count}") with
            {
                Spend = spend,
                Allocation = decision.Allocation,
                RateBps = rateBps,
                RevenueBase = AllocationRule.BaseOf(spend, rateBps),
            };
            Assert.True(order.RevenueBase <= availableBefore, "the base is more than what was available");
            Assert.True(spend <= maximum && spend <= decision.Allocation, "the spend is more than allowed");
            orders.Add(order);
            state = state.Reserve(order);
        }

        private void End(Func<Order, Order> end)
        {
            orders[^1] = end(orders[^1]);
            state = state.End(orders[^1]);
        }
    }
}
