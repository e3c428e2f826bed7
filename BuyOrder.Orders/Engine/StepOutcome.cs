using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>What came of one act.</summary>
internal abstract record StepOutcome
{
    private StepOutcome()
    {
    }

    /// <summary>Nothing more can be done without waiting.</summary>
    public sealed record Done(OrderSnapshot Book) : StepOutcome;

    /// <summary>The next step may follow at once.</summary>
    /// <param name="Book">After this one.</param>
    /// <param name="Facts">What is known of the chain; null when it must be asked again.</param>
    public sealed record Further(OrderSnapshot Book, TransactionFacts? Facts) : StepOutcome;

    /// <summary>Another instance was faster: the book must be loaded again.</summary>
    public sealed record Lost : StepOutcome;

    /// <param name="written">The book after the write; null when it was lost.</param>
    public static StepOutcome DoneWith(OrderSnapshot? written) => written is null ? new Lost() : new Done(written);

    /// <inheritdoc cref="DoneWith"/>
    public static StepOutcome FurtherWith(OrderSnapshot? written, TransactionFacts? facts) =>
        written is null ? new Lost() : new Further(written, facts);
}
