using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>When an attempt is replaced at its nonce, and when it waits.</summary>
public sealed class ReplacementDecisionTests
{
    [Fact]
    public void Swap_that_is_not_mined_for_long_is_bumped_at_the_same_nonce()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var late = OnChain().Late();

        Assert.Equal(new JobStep.Replace(swap), Decide(Sent(), [swap], late));
    }

    [Fact]
    public void Swap_past_its_deadline_is_replaced_at_the_same_nonce_without_waiting_for_blocks()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var known = OnChain() with { KnownEverywhere = new HashSet<Hash256> { Hash(1) } };

        Assert.IsType<JobStep.Wait>(Decide(Sent(), [swap], known with { HeadTime = Noon.AddMinutes(20).AddSeconds(-1) }));
        Assert.Equal(new JobStep.Replace(swap), Decide(Sent(), [swap], known with { HeadTime = Noon.AddMinutes(20) }));
    }

    [Fact]
    public void Swap_that_expired_before_it_was_sent_is_replaced_and_not_sent()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5);
        var late = OnChain() with { HeadTime = Noon.AddMinutes(20) };

        Assert.IsType<JobStep.Send>(Decide(Reserved().Prepared(), [swap], late with { HeadTime = Noon.AddMinutes(19) }));
        Assert.Equal(new JobStep.Replace(swap), Decide(Reserved().Prepared(), [swap], late));
    }

    [Fact]
    public void Swap_that_expired_before_it_was_sent_waits_for_the_allowance_before_it()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2);
        var late = OnChain() with { HeadTime = Noon.AddMinutes(20) };

        Assert.Equal([approve], Assert.IsType<JobStep.Send>(Decide(Reserved().Prepared(), [approve, swap], late)).Attempts);
        Assert.IsType<JobStep.Wait>(
            Decide(Reserved().Prepared(), [approve, swap], late with { KnownEverywhere = new HashSet<Hash256> { Hash(1) } }));
    }

    [Fact]
    public void Expired_swap_goes_out_when_no_other_attempt_is_allowed_so_that_its_nonce_closes()
    {
        var attempts = Enumerable.Range(1, Limits.MaxAttemptsPerNonce).Select(number => Attempt(AttemptKind.Swap, nonce: 5, number)).ToList();
        var late = OnChain() with { HeadTime = Noon.AddMinutes(20) };

        Assert.Equal([attempts[^1]], Assert.IsType<JobStep.Send>(Decide(Reserved().Prepared(), attempts, late)).Attempts);
        Assert.Equal(new JobStep.Replace(attempts[^2]), Decide(Reserved().Prepared(), attempts[..^1], late));
    }

    [Fact]
    public void Pause_makes_no_replacement()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var late = OnChain().Late() with { KnownEverywhere = new HashSet<Hash256> { Hash(1) } };

        Assert.IsType<JobStep.Wait>(Decide(Sent(), [swap], late, paused: true));
    }

    [Fact]
    public void Swap_behind_an_unmined_allowance_is_not_bumped_before_it()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2, AttemptState.Sent);
        var late = OnChain().Late();

        Assert.Equal(approve, Assert.IsType<JobStep.Replace>(Decide(Sent(), [approve, swap], late)).Attempt);
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void Swap_is_late_after_twenty_blocks(int blocks, bool isLate)
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);
        var chain = OnChain() with { Head = 100 + blocks, HeadTime = Noon.AddMinutes(10), KnownEverywhere = new HashSet<Hash256> { Hash(1) } };

        JobStep expected = isLate ? new JobStep.Replace(swap) : new JobStep.Wait();

        Assert.Equal(expected, Decide(Sent(), [swap], chain));
        Assert.Equal(new JobStep.Wait(), Decide(Sent(), [swap], chain with { NonceAtHead = 4 }));
        Assert.Equal(new JobStep.Wait(), Decide(Sent(), [swap with { SentAtBlock = null }], chain));
    }

    [Fact]
    public void Swap_that_was_never_sent_goes_out_before_the_late_allowance_in_front_of_it_is_replaced()
    {
        var approve = Attempt(AttemptKind.Approve, nonce: 5, number: 1, AttemptState.Sent);
        var swap = Attempt(AttemptKind.Swap, nonce: 6, number: 2);
        var late = OnChain().Late();

        Assert.Equal([approve, swap], Assert.IsType<JobStep.Send>(Decide(Sent(), [approve, swap], late)).Attempts);
    }

    [Fact]
    public void Pause_sends_an_expired_swap_again_that_nodes_were_given_before()
    {
        var swap = Attempt(AttemptKind.Swap, nonce: 5, state: AttemptState.Sent);

        Assert.Equal([swap], Assert.IsType<JobStep.Send>(Decide(Sent(), [swap], OnChain() with { HeadTime = Noon.AddHours(1) }, paused: true)).Attempts);
    }

    [Theory]
    [InlineData(55, true)]
    [InlineData(56, false)]
    public void Attempts_of_a_whole_try_leave_room_for_the_cancels_of_a_nonce(int attempts, bool isReplaced)
    {
        var (all, mined) = LongTry(attempts);
        var late = mined.Late() with { KnownEverywhere = new HashSet<Hash256> { Hash(attempts) } };

        JobStep expected = isReplaced ? new JobStep.Replace(all[^1]) : new JobStep.Wait();

        Assert.Equal(expected, Decide(Sent(), all, late));
    }
}
