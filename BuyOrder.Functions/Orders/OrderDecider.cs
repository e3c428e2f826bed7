using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Orders;

/// <summary>What comes next about an open order: <see cref="OrderDecision.Decide"/>, and in tests the same with a mistake put in.</summary>
internal delegate OrderStep OrderDecider(
    Order order, IReadOnlyList<Attempt> attempts, ChainFacts chain, bool paused, DateTimeOffset now, OrderLimits limits);
