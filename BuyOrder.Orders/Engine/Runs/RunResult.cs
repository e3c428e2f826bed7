using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>What came of a run.</summary>
internal abstract record RunResult
{
    private RunResult(ReasonCode outcome, string detail) => (Outcome, Detail) = (outcome, detail);

    /// <summary><see cref="ReasonCode.Ordered"/>, or why nothing was bought.</summary>
    public ReasonCode Outcome { get; }

    /// <summary>One sentence with figures, for people.</summary>
    public string Detail { get; }

    /// <summary>What the price sources said, where they were asked and are more than the parameters' own price; null otherwise.</summary>
    public IReadOnlyList<JudgedSource>? Prices { get; init; }

    /// <summary>There is an order of the id that was asked for.</summary>
    public abstract record Ordered : RunResult
    {
        private protected Ordered(OrderRecord order, string detail)
            : base(ReasonCode.Ordered, detail) => Order = order;

        /// <summary>As it is now.</summary>
        public OrderRecord Order { get; }
    }

    /// <summary>It was placed by this run.</summary>
    /// <param name="Order">As far as it has come.</param>
    /// <param name="Figures">The money it was decided on.</param>
    /// <param name="Quote">What the market offered.</param>
    /// <param name="Detail">One sentence with the price.</param>
    public sealed record Placed(OrderRecord Order, RunFigures Figures, OrderQuote Quote, string Detail) : Ordered(Order, Detail);

    /// <summary>An earlier request with the same id and content has placed it.</summary>
    public sealed record PlacedBefore(OrderRecord Order) : Ordered(Order, "This id was asked for before: this is its order as it is now.");

    /// <summary>The id is bound to an order that was asked for with other content.</summary>
    public sealed record KeyReused(OrderRecord Bound) : RunResult(Code, $"Order {Bound.Order.Id} was asked for with other content.")
    {
        public static readonly ReasonCode Code = new("idempotency_key_reused");
    }

    /// <summary>No order was asked for: this is what one would be.</summary>
    /// <param name="Figures">The money it was decided on.</param>
    /// <param name="Quote">What the market offers.</param>
    /// <param name="Detail">One sentence with the price.</param>
    public sealed record Previewed(RunFigures Figures, OrderQuote Quote, string Detail) : RunResult(ReasonCode.Ordered, Detail);

    /// <summary>Nothing is bought. What was known by then goes with it.</summary>
    public sealed record Refused(Refusal Refusal) : RunResult(Refusal.Reason, Refusal.Detail)
    {
        /// <summary>The open order, where there is one.</summary>
        public OrderRecord? Open { get; init; }

        /// <summary>The money, once it was counted.</summary>
        public RunFigures? Figures { get; init; }

        /// <summary>What the market offers, once it was asked for an amount that it takes.</summary>
        public OrderQuote? Quote { get; init; }
    }
}
