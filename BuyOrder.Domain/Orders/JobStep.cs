namespace BuyOrder.Domain.Orders;

/// <summary>What is to be done next about a pending order. Exactly one, and it may be decided again at any time by any instance.</summary>
public abstract record JobStep
{
    private JobStep()
    {
    }

    /// <summary>Sign and store the next new transaction: the allowance if it is not exactly the spend, else the swap.</summary>
    /// <param name="NothingIsOpen">No transaction of this try can still be mined, so that a refusal may end the order.</param>
    public sealed record Prepare(bool NothingIsOpen = true) : JobStep;

    /// <summary>Give stored bytes to every node.</summary>
    public sealed record Send(IReadOnlyList<Attempt> Attempts) : JobStep
    {
        /// <summary>Whether bytes leave the process that are not marked as sent: the one effect that no write of its own step precedes.</summary>
        public bool IsFirst => Attempts.Any(attempt => attempt.State == AttemptState.Stored);
    }

    /// <summary>
    /// Sign and store another attempt at the same nonce, with higher fees: the same again, but a swap on fresh terms, or a cancel in its
    /// place when the guards refuse those.
    /// </summary>
    public sealed record Replace(Attempt Attempt) : JobStep;

    /// <summary>
    /// Sign and store a cancel at the nonce of this attempt, with higher fees: an operator wants the order not to buy. Also while buying is paused.
    /// </summary>
    public sealed record Cancel(Attempt Attempt) : JobStep;

    /// <summary>An attempt at the swap's nonce is in a block: note it and wait for finality.</summary>
    public sealed record NoteMined(Attempt Attempt, ReceiptFacts Receipt) : JobStep;

    /// <summary>The block is gone (reorg): the same bytes are to be sent again.</summary>
    public sealed record NoteUnmined : JobStep;

    /// <summary>The swap is final and is the purchase that was promised: book it.</summary>
    public sealed record Settle(Attempt Attempt, ReceiptFacts Receipt) : JobStep;

    /// <summary>The nonce is final without a purchase: start over with a new one.</summary>
    public sealed record Retry(ReasonCode Reason) : JobStep;

    /// <summary>Retries are used up, the market refused for too long, or it was cancelled: give the base back.</summary>
    public sealed record Fail(ReasonCode Reason) : JobStep;

    /// <summary>The evidence contradicts itself: stop until an operator decides.</summary>
    public sealed record CallOperator(Refusal Evidence) : JobStep;

    /// <summary>Note why the order does not move; it goes on by itself.</summary>
    public sealed record PutOnHold(Refusal Refusal) : JobStep;

    /// <summary>What looked like a stranger's nonce does not any more: the patience starts anew the next time.</summary>
    public sealed record Resume : JobStep;

    /// <summary>Nothing to do until the chain moves.</summary>
    public sealed record Wait : JobStep;
}
