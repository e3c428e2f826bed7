using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>What a run found and decided. Nothing has been written yet.</summary>
internal abstract record RunAssessment
{
    private RunAssessment()
    {
    }

    /// <summary>Nothing is in the way: the order is to be reserved.</summary>
    /// <param name="Book">That it was decided on.</param>
    /// <param name="Draft">The order.</param>
    /// <param name="Figures">The money it was decided on.</param>
    /// <param name="Windows">What counts under its day and month before it.</param>
    /// <param name="Facts">What the nodes agree on.</param>
    /// <param name="Detail">One sentence with the price.</param>
    /// <param name="InForce">The parameters that it was decided by.</param>
    public sealed record Reserve(
        OrderSnapshot Book, Order Draft, RunFigures Figures, SpendWindows Windows, PreTradeFacts Facts, string Detail, ParametersVersion InForce)
        : RunAssessment
    {
        /// <param name="order">The order as far as it has come.</param>
        public RunResult ResultWith(OrderRecord order) => new RunResult.Placed(order, Figures, Draft.Quote, Detail);
    }

    /// <summary>Nothing happens, so there is nothing to record: the id is bound to an order already, or it is a preview that nothing refuses.</summary>
    public sealed record Answered(RunResult Result) : RunAssessment;

    /// <summary>Nothing is bought, and that goes on record.</summary>
    public abstract record Declined : RunAssessment
    {
        private protected Declined(OrderSnapshot book, RunResult.Refused result) => (Book, Result) = (book, result);

        /// <summary>That it was decided on.</summary>
        public OrderSnapshot Book { get; }

        public RunResult.Refused Result { get; }

        /// <summary>The parameters that it was decided by; null where they could not be read.</summary>
        public ParametersVersion? InForce { get; init; }
    }

    /// <summary>A guard refuses it.</summary>
    public sealed record Refused(OrderSnapshot Book, RunResult.Refused Result) : Declined(Book, Result);

    /// <summary>Stored rows contradict each other.</summary>
    public sealed record Contradicted(OrderSnapshot Book, LedgerFault Fault)
        : Declined(Book, new RunResult.Refused(new Refusal(ReasonCode.LedgerFault, Fault.Told)));

    /// <summary>The book does not know these purchases: it is an old copy.</summary>
    public sealed record Outdated(OrderSnapshot Book, RunResult.Refused Result, MissingPurchases Missing) : Declined(Book, Result);
}
