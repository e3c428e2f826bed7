using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes about orders that an operator cancels: each is put into the engine and must be found.</summary>
public sealed class PlantedCancelMistakeTests(ITestOutputHelper output)
{
    private const string GaveBack = "was cancelled and gave its base back, though nonce";

    [Fact]
    public void Base_given_back_while_bytes_can_be_mined_is_found() =>
        Planted.IsFound(output, 6..100, GaveBack, () => Steps((_, step) =>
            step is JobStep.Cancel ? new JobStep.Fail(ReasonCode.Cancelled) : step));

    [Fact]
    public void Cancel_that_starts_over_is_found() =>
        Planted.IsFound(output, 1..100, "starts over, though it was cancelled", () => Steps((asked, step) =>
            step is JobStep.Fail && asked.Job is { CancelRequested: not null } && asked.Job.Retry < asked.Limits.MaxRetries
                ? new JobStep.Retry(ReasonCode.Cancelled)
                : step));

    [Fact]
    public void Swap_quoted_again_in_the_place_of_a_cancel_is_found() =>
        Planted.IsFound(output, 6..100, "other bytes than a cancel's were stored", () => Steps((_, step) =>
            step is JobStep.Cancel { Attempt: var attempt } ? new JobStep.Replace(attempt) : step));

    [Fact]
    public void Order_that_is_prepared_although_it_is_to_be_cancelled_is_found() =>
        Planted.IsFound(output, 1..100, "other bytes than a cancel's were stored", () => new Plant
        {
            Cancels = true,
            Decision = decide => asked => decide(asked with { Job = asked.Job with { CancelRequested = null } }),
        });

    [Fact]
    public void Cancel_at_the_highest_nonce_is_found() =>
        Planted.IsFound(output, 405..3000, "is open", () => Steps((asked, step) =>
            step is JobStep.Cancel ? new JobStep.Cancel(asked.Attempts.MaxBy(attempt => attempt.Nonce)!) : step));

    [Fact]
    public void Cancel_that_forgets_an_approval_is_found() =>
        Planted.IsFound(output, 1..100, GaveBack, () => new Plant
        {
            Cancels = true,
            Decision = decide => asked => decide(asked.Job.CancelRequested is null
                ? asked
                : asked with { Attempts = [.. asked.Attempts.Where(attempt => attempt.Kind is not (AttemptKind.Approve or AttemptKind.Reset))] }),
        });

    /// <summary>The engine takes another step than it should.</summary>
    private static Plant Steps(Func<JobQuestion, JobStep, JobStep> change) => new()
    {
        Cancels = true,
        Decision = decide => asked => change(asked, decide(asked)),
    };
}
