using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>What becomes of an order that an operator does not want: nothing but cancels, at its lowest open nonce, until every nonce is final.</summary>
public sealed class CancelDecisionTests
{
    private static readonly CancelWish Wish = new(Noon, "operator", "not wanted any more");

    private static readonly Attempt Approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
    private static readonly Attempt Swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2, AttemptState.Sent);

    [Fact]
    public void Order_without_bytes_of_this_try_fails_at_once()
    {
        var earlier = Attempt(AttemptKind.Swap, nonce: 4, state: AttemptState.Reverted);

        var taken = Assert.IsType<CancelVerdict.Taken>(CancelDecision.Decide(Reserved() with { Retry = 1 }, [earlier], Wish)).Job;

        Assert.Equal((JobStatus.Failed, ReasonCode.Cancelled, Noon), (taken.Status, taken.Reason, taken.EndedAt));
        Assert.Equal(Wish, taken.CancelRequested);
        Assert.Equal(new JobStep.Fail(ReasonCode.Cancelled), Decide(Reserved().Unwanted(Wish), []));
    }

    [Theory]
    [InlineData(AttemptState.Stored)]
    [InlineData(AttemptState.Sent)]
    public void Order_with_bytes_stays_open_and_keeps_the_wish(AttemptState state)
    {
        var held = Sent().Held(new Refusal(ReasonCode.FeeTooHigh, "dear"), Noon);

        var taken = Assert.IsType<CancelVerdict.Taken>(CancelDecision.Decide(held, [Swap with { State = state }], Wish)).Job;

        Assert.Equal((JobStatus.Pending, JobPhase.Broadcast, Wish, null), (taken.Status, taken.Phase, taken.CancelRequested, taken.Hold));
    }

    [Fact]
    public void Only_a_pending_order_that_is_not_unknown_can_be_cancelled_and_the_first_wish_stays()
    {
        var unknown = Sent().Unknown(new Refusal(ReasonCode.NonceTakenElsewhere, "taken"), Noon);
        var failed = Sent().Failed(ReasonCode.Reverted, 0, Noon);
        var bought = Sent().Completed(Purchase(Sent()), 0, Noon);
        var faster = Sent().Unwanted(Wish).Completed(Purchase(Sent()), 0, Noon);

        Assert.Equal("Order m-1 is unknown (nonce_taken_elsewhere): it is resolved, not cancelled.", Refused(unknown));
        Assert.Equal("Order m-1 has failed already (reverted).", Refused(failed));
        Assert.Equal("Order m-1 has completed already.", Refused(bought));
        Assert.Equal($"Order m-1 has completed: its swap {Hash(1)} was mined before a cancel.", Refused(faster));
        var swept = Sweep with { Status = JobStatus.Completed, CancelRequested = Wish, Outcome = new TaskOutcome(Hash(7), 1, Hash(8), 100, 100) };
        Assert.Equal($"{Sweep.Title} has completed: its transaction {Hash(7)} was mined before a cancel.", Refused(swept));
        Assert.IsType<CancelVerdict.Known>(CancelDecision.Decide(Sent().Unwanted(Wish), [Swap], Wish with { Reason = "another" }));
        Assert.IsType<CancelVerdict.Known>(CancelDecision.Decide(Sent().Unwanted(Wish).Failed(ReasonCode.Cancelled, 0, Noon), [Swap], Wish));
        Assert.Throws<InvalidOperationException>(() => Sent().Unwanted(Wish).Unwanted(Wish));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cancel_comes_at_once_at_the_lowest_open_nonce_paused_or_not(bool paused)
    {
        var unwanted = Sent().Unwanted(Wish);

        Assert.Equal(new JobStep.Cancel(Approve), Decide(unwanted, [Approve, Swap], paused: paused));
        Assert.Equal(new JobStep.Cancel(Swap), Decide(unwanted, [Approve, Swap], OnChain(Receipt(1)) with { NonceAtHead = 6 }, paused));
        Assert.Equal(new JobStep.Cancel(Approve), Decide(Reserved().Approving().Unwanted(Wish), [Approve], paused: paused));
    }

    [Fact]
    public void Swap_that_was_not_sent_is_not_sent_but_cancelled()
    {
        var stored = Attempt(AttemptKind.Swap, nonce: 5);

        Assert.Equal(new JobStep.Cancel(stored), Decide(Reserved().Prepared().Unwanted(Wish), [stored]));
        Assert.Equal(new JobStep.Cancel(stored), Decide(Reserved().Prepared().Unwanted(Wish), [stored], OnChain() with { HeadTime = Noon.AddHours(1) }));
    }

    [Fact]
    public void Only_cancels_leave_the_process_and_each_is_dearer_than_all_before()
    {
        var cancel = Attempt(AttemptKind.Cancel, nonce: 5, number: 3) with { MaxFeePerGasWei = 3_000_000_000 };
        var sent = cancel with { State = AttemptState.Sent, SentAtBlock = 100 };
        var unwanted = Sent().Unwanted(Wish);
        var known = OnChain() with { KnownEverywhere = new HashSet<Hash256> { Hash(3) } };
        var late = known.Late();

        Assert.Equal([cancel], Assert.IsType<JobStep.Send>(Decide(unwanted, [Approve, Swap, cancel], paused: true)).Attempts);
        Assert.Equal([sent], Assert.IsType<JobStep.Send>(Decide(unwanted, [Approve, Swap, sent])).Attempts);
        Assert.IsType<JobStep.Wait>(Decide(unwanted, [Approve, Swap, sent], known));
        Assert.Equal(new JobStep.Cancel(sent), Decide(unwanted, [Approve, Swap, sent], late, paused: true));
        Assert.Equal(new JobStep.Cancel(Approve with { MaxFeePerGasWei = 9_000_000_000 }), Decide(unwanted, [Approve with { MaxFeePerGasWei = 9_000_000_000 }, Swap, sent], late));
        Assert.IsType<JobStep.Wait>(Decide(unwanted, [Approve, Swap], OnChain() with { NonceAtHead = 6 }));
    }

    [Fact]
    public void Base_is_given_back_only_when_every_nonce_of_the_try_is_final()
    {
        var cancelled = Attempt(AttemptKind.Cancel, nonce: 5, number: 3, AttemptState.Sent);
        var other = Attempt(AttemptKind.Cancel, nonce: 6, number: 4, AttemptState.Sent);
        var unwanted = Sent().Unwanted(Wish);
        List<Attempt> all = [Approve, Swap, cancelled, other];

        Assert.IsType<JobStep.Wait>(Decide(Reserved().Approving().Unwanted(Wish), [Approve, cancelled], OnChain(Receipt(3))));
        Assert.Equal(new JobStep.Cancel(Swap), Decide(unwanted, [Approve, Swap, cancelled], OnChain(Receipt(3, final: true)) with { NonceAtHead = 6 }));
        Assert.IsType<JobStep.NoteMined>(Decide(unwanted, all, OnChain(Receipt(3, final: true), Receipt(4))));
        Assert.Equal(new JobStep.Fail(ReasonCode.Cancelled), Decide(unwanted, all, OnChain(Receipt(3, final: true), Receipt(4, final: true))));
    }

    [Fact]
    public void Mined_allowance_without_a_swap_is_waited_for_and_then_the_order_fails()
    {
        var unwanted = Reserved().Approving().Unwanted(Wish);

        Assert.IsType<JobStep.Wait>(Decide(unwanted, [Approve], OnChain(Receipt(1))));
        Assert.Equal(new JobStep.Fail(ReasonCode.Cancelled), Decide(unwanted, [Approve], OnChain(Receipt(1, final: true))));
        Assert.Equal(new JobStep.Fail(ReasonCode.Cancelled), Decide(unwanted, [Approve], OnChain(Receipt(1, succeeded: false, final: true))));
    }

    [Fact]
    public void Swap_that_is_mined_all_the_same_is_settled_and_one_that_reverts_does_not_start_over()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, number: 1, AttemptState.Sent);
        var cancel = Attempt(AttemptKind.Cancel, nonce: 5, number: 2, AttemptState.Sent);
        var unwanted = Sent().Unwanted(Wish);

        Assert.IsType<JobStep.NoteMined>(Decide(unwanted, [swap, cancel], OnChain(Receipt(1))));
        Assert.IsType<JobStep.Wait>(Decide(unwanted.Mined(), [swap, cancel], OnChain(Receipt(1))));
        Assert.IsType<JobStep.NoteUnmined>(Decide(unwanted.Mined(), [swap, cancel]));
        Assert.IsType<JobStep.Settle>(Decide(unwanted, [swap, cancel], OnChain(Receipt(1, final: true))));
        Assert.Equal(new JobStep.Fail(ReasonCode.Cancelled), Decide(unwanted, [swap, cancel], OnChain(Receipt(1, succeeded: false, final: true))));
        Assert.Equal(new JobStep.Fail(ReasonCode.Cancelled), Decide(unwanted, [swap, cancel], OnChain(Receipt(2, final: true))));
    }

    [Fact]
    public void Attempts_without_a_new_cap_or_a_cancel_end_at_twelve_a_raised_cap_adds_up_to_twenty_and_cancels_up_to_twenty_eight()
    {
        Assert.Equal((12, 20, 28, 84), (Limits.MaxAttemptsPerNonce, Limits.MaxAttemptsAfterRaisedCap, Limits.MaxAttemptsWithCancels, Limits.MaxAttemptsPerTry));
        Assert.IsType<JobStep.Replace>(Late(11));
        Assert.IsType<JobStep.Wait>(Late(12));
        Assert.IsType<JobStep.Wait>(Late(12, cap: 50));
        Assert.IsType<JobStep.Replace>(Late(12, cap: 51));
        Assert.IsType<JobStep.Replace>(Late(19, cap: 51));
        Assert.IsType<JobStep.Wait>(Late(20, cap: 51));
        Assert.IsType<JobStep.Cancel>(Late(20, unwanted: true));
        Assert.IsType<JobStep.Cancel>(Late(27, unwanted: true, kind: AttemptKind.Cancel));
        Assert.IsType<JobStep.Wait>(Late(28, unwanted: true, kind: AttemptKind.Cancel));
        Assert.IsType<JobStep.Cancel>(Late(27, unwanted: true));
        Assert.IsType<JobStep.Wait>(Late(28, unwanted: true));
    }

    [Fact]
    public void Attempts_come_at_most_every_two_minutes_by_the_later_of_the_two_clocks()
    {
        var late = OnChain() with { Head = 100 + Limits.BumpAfterBlocks, NonceAtHead = 6, KnownEverywhere = new HashSet<Hash256> { Hash(2) } };
        var almost = Noon + TimeSpan.FromMinutes(2) - TimeSpan.FromTicks(1);

        Assert.IsType<JobStep.Wait>(Decide(Sent(), [Swap], late with { HeadTime = almost }, now: almost));
        Assert.IsType<JobStep.Replace>(Decide(Sent(), [Swap], late with { HeadTime = almost }, now: Noon.AddMinutes(2)));
        Assert.IsType<JobStep.Replace>(Decide(Sent(), [Swap], late with { HeadTime = Noon.AddMinutes(2) }, now: almost));
    }

    [Theory]
    [InlineData(2, 50, false)]
    [InlineData(2, 51, true)]
    [InlineData(27, 51, true)]
    [InlineData(28, 51, false)]
    public void Cancel_that_no_node_took_is_made_anew_only_under_a_raised_cap_and_while_there_is_room(int attempts, int cap, bool isNew)
    {
        var all = Enumerable.Range(1, attempts)
            .Select(number => Attempt(number == attempts ? AttemptKind.Cancel : AttemptKind.Swap, nonce: 5, number) with { FeeCapWei = 50 }).ToList();

        var step = JobDecision.Decide(new JobQuestion(Sent().Unwanted(Wish), all, OnChain(), Paused: false, Noon, Limits) { FeeCapWei = cap });

        if (isNew)
            Assert.Equal(new JobStep.Cancel(all[^1]), step);
        else
            Assert.Equal([all[^1]], Assert.IsType<JobStep.Send>(step).Attempts);
    }

    [Fact]
    public void Cancel_is_dearer_than_the_one_that_nodes_were_given_of_two_alike_and_else_than_the_latest()
    {
        var (given, latest) = (Attempt(AttemptKind.Swap, nonce: 5, number: 1, AttemptState.Sent), Attempt(AttemptKind.Swap, nonce: 5, number: 2));
        var unwanted = Sent().Unwanted(Wish);

        Assert.Equal(new JobStep.Cancel(given), Decide(unwanted, [given, latest]));
        Assert.Equal(new JobStep.Cancel(latest with { State = AttemptState.Sent }), Decide(unwanted, [latest with { State = AttemptState.Sent }, given]));
        var dearer = latest with { MaxFeePerGasWei = 2_000_000_001 };
        Assert.Equal(new JobStep.Cancel(dearer), Decide(unwanted, [given, dearer]));
    }

    [Theory]
    [InlineData(83, true)]
    [InlineData(84, false)]
    public void Try_has_no_more_attempts_than_a_batch_takes(int attempts, bool isCancelled)
    {
        var (all, mined) = LongTry(attempts);

        JobStep expected = isCancelled ? new JobStep.Cancel(all[^1]) : new JobStep.Wait();

        Assert.Equal(expected, Decide(Sent().Unwanted(Wish), all, mined));
    }

    private static string Refused(Job job) => Assert.IsType<CancelVerdict.Refused>(CancelDecision.Decide(job, [], Wish)).Detail;

    /// <summary>What is decided when this many attempts at one nonce are all late; they were made under a cap of 50.</summary>
    private static JobStep Late(int attempts, bool unwanted = false, AttemptKind kind = AttemptKind.Swap, int cap = 0)
    {
        var all = Enumerable.Range(1, attempts).Select(number => Attempt(kind, nonce: 5, number, AttemptState.Sent) with { FeeCapWei = 50 }).ToList();
        all[0] = all[0] with { Kind = AttemptKind.Swap };
        var late = OnChain() with { Head = 100 + Limits.BumpAfterBlocks, KnownEverywhere = new HashSet<Hash256> { Hash(attempts) } };
        var order = unwanted ? Sent().Unwanted(Wish) : Sent();
        return JobDecision.Decide(new JobQuestion(order, all, late, Paused: false, Noon + Limits.BumpInterval, Limits) { FeeCapWei = cap });
    }
}
