using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in what is decided from what is known: each is put into the engine and must be found.</summary>
public sealed class PlantedDecisionMistakeTests(ITestOutputHelper output)
{
    [Fact]
    public void Missing_receipt_taken_for_a_failure_is_found() =>
        Planted.IsFound(output, 21..50, "is Failed, and the chain knows a purchase", () => Steps((order, step) =>
            step is JobStep.Wait && order.Phase == JobPhase.Broadcast ? new JobStep.Fail(ReasonCode.Reverted) : step));

    [Fact]
    public void Base_given_back_while_the_bytes_are_out_is_found() =>
        Planted.IsFound(output, 58..600, "is Failed, and the chain knows a purchase", () => Steps((_, step) =>
            step is JobStep.Replace ? new JobStep.Fail(ReasonCode.FeeTooHigh) : step));

    [Fact]
    public void New_nonce_for_a_transaction_that_the_nodes_forgot_is_found() =>
        Planted.IsFound(output, 1..200, "takes nonce", () => Steps((_, step) =>
            step is JobStep.Send { Attempts: [{ State: AttemptState.Sent }, ..] } ? new JobStep.Retry(ReasonCode.RefusedByNodes) : step));

    [Fact]
    public void New_nonce_after_the_deadline_is_found() =>
        Planted.IsFound(output, 113..3000, "takes nonce", () => new Plant
        {
            Decision = decide => asked =>
                decide(asked) is JobStep.Replace { Attempt.Deadline: { } deadline } replace
                    ? deadline <= asked.Chain.HeadTime ? new JobStep.Retry(ReasonCode.Cancelled) : replace
                    : decide(asked),
        });

    [Fact]
    public void New_purchase_when_the_nonce_seems_taken_is_found() =>
        Planted.IsFound(output, 223..400, "bought 2 times", () => Steps((_, step) =>
            step is JobStep.PutOnHold { Refusal.Reason: var reason } && reason == ReasonCode.NonceTakenElsewhere
                ? new JobStep.Retry(reason)
                : step));

    [Fact]
    public void Reorg_of_a_mined_purchase_ignored_is_found() =>
        Planted.IsFound(output, 249..400, "did not end", () => Steps((_, step) =>
            step is JobStep.NoteUnmined ? new JobStep.Wait() : step));

    [Fact]
    public void Success_that_counts_before_finality_is_found() =>
        Planted.IsFound(output, 1..21, "is completed, but its purchase is not final", () => Receipts((_, receipt) =>
            receipt with { IsFinal = true }));

    [Fact]
    public void Revert_that_counts_before_finality_is_found() =>
        Planted.IsFound(output, 21..200, "takes nonce", () => Receipts((_, receipt) =>
            receipt with { IsFinal = receipt.IsFinal || !receipt.Succeeded }));

    [Fact]
    public void Cancel_that_counts_before_finality_is_found() =>
        Planted.IsFound(output, 1076..6000, "takes nonce", () => Receipts((attempt, receipt) =>
            receipt with { IsFinal = receipt.IsFinal || attempt.Kind == AttemptKind.Cancel }));

    [Fact]
    public void Only_the_latest_hash_looked_up_is_found() =>
        Planted.IsFound(output, 265..2500, "though no other holder used the key", () => Receipts((attempts, attempt, receipt) =>
            attempts.Any(other => other.Nonce == attempt.Nonce && other.Number > attempt.Number) ? null : receipt));

    /// <summary>The engine takes another step than it should.</summary>
    private static Plant Steps(Func<Order, JobStep, JobStep> change) => new()
    {
        Decision = decide => asked => asked.Job is Order order ? change(order, decide(asked)) : decide(asked),
    };

    private static Plant Receipts(Func<Attempt, ReceiptFacts, ReceiptFacts?> change) =>
        Receipts((_, attempt, receipt) => change(attempt, receipt));

    /// <summary>The engine takes a receipt for something else than it is; null means that it does not see it.</summary>
    private static Plant Receipts(Func<IReadOnlyList<Attempt>, Attempt, ReceiptFacts, ReceiptFacts?> change) => new()
    {
        Decision = decide => asked =>
        {
            var (attempts, chain) = (asked.Attempts, asked.Chain);
            var receipts = attempts.Where(attempt => chain.Receipts.ContainsKey(attempt.TransactionHash))
                .Select(attempt => change(attempts, attempt, chain.Receipts[attempt.TransactionHash])).OfType<ReceiptFacts>();
            return decide(asked with { Chain = chain with { Receipts = receipts.ToDictionary(receipt => receipt.TransactionHash) } });
        },
    };
}
