using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Engine;

/// <summary>What comes next about an open order: <see cref="OrderDecision.Decide"/>, and in tests the same with a mistake put in.</summary>
internal delegate OrderStep OrderDecider(
    Order order, IReadOnlyList<Attempt> attempts, TransactionFacts chain, bool paused, DateTimeOffset now, EngineLimits limits);
