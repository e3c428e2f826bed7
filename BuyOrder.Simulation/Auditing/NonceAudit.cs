using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Auditing;

/// <summary>What must hold of nonces, of orders and wallet tasks alike.</summary>
internal sealed class NonceAudit(ModelChain chain, BookCopy book, Coverage coverage)
{
    /// <summary>The first of a try and three more.</summary>
    private const int MostApprovals = 4;

    private readonly Dictionary<(Address Wallet, long Nonce), (string Job, int Retry)> uses = [];
    private readonly Dictionary<(string Job, int Retry), long> nonces = [];
    private readonly HashSet<(string Job, int Retry, long Nonce)> started = [];

    /// <summary>Nonces below this one of the job's wallet are final.</summary>
    public long FinalNonce(Job job)
    {
        var wallet = ModelKey.Versions.Single(key => key.KeyId == job.KeyId).Version;
        return chain.Head.At(chain.HighestFinal)!.State.Accounts[wallet].Nonce;
    }

    /// <summary>A nonce that is given away never comes back, but for one that others took from a wallet task.</summary>
    public void CheckState(TreasuryState before, TreasuryState after, Changes changes)
    {
        foreach (var (wallet, nonce) in before.NextNonce)
        {
            var next = after.NextNonce.GetValueOrDefault(wallet);
            var isLost = changes.Tasks.Any(task => task.After is { Status: JobStatus.Failed } failed && failed.Reason == ReasonCode.NonceTakenElsewhere
                && failed.Wallet == wallet && next == book.AttemptsOf(failed.Id).Max(attempt => attempt.Nonce));
            Audit.Demand(next >= nonce || isLost, "The next nonce went down.");
        }
    }

    public void Check(Job job, Attempt attempt)
    {
        var use = (job.Id, attempt.Retry);
        Audit.Demand(
            uses.TryAdd((job.Wallet, attempt.Nonce), use) || uses[(job.Wallet, attempt.Nonce)] == use,
            $"Nonce {attempt.Nonce} is used by more than one try.");
        var isFirst = started.Add((job.Id, attempt.Retry, attempt.Nonce));
        Audit.Demand(!isFirst || attempt.Kind != AttemptKind.Cancel, $"{job.Id} is cancelled at nonce {attempt.Nonce}, which was not its own.");
        if (attempt.Kind == job.Deed || (attempt.Kind == AttemptKind.Cancel && job.CancelRequested is null))
        {
            var isOnly = nonces.TryAdd((job.Id, attempt.Retry), attempt.Nonce) || nonces[(job.Id, attempt.Retry)] == attempt.Nonce;
            Audit.Demand(isOnly, $"{job.Id}: one try has two nonces.");
        }

        Audit.Demand(
            book.AttemptsOf(job.Id).Where(other => other.Retry == attempt.Retry && other.Kind == AttemptKind.Approve)
                .Select(other => other.Nonce).Distinct().Count() <= MostApprovals,
            $"{job.Id} approves again and again.");
        if (!isFirst)
            coverage.Count(Happening.FeeRaised);
        if (attempt.Retry == 0 || !isFirst)
            return;

        coverage.Count(Happening.SecondNonce);
        var final = FinalNonce(job);
        foreach (var earlier in book.AttemptsOf(job.Id).Where(earlier => earlier.Retry < attempt.Retry))
            Audit.Demand(earlier.Nonce < final, $"{job.Id} takes nonce {attempt.Nonce} before {earlier.Nonce} is final.");
    }
}
