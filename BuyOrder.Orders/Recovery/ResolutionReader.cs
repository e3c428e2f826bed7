using System.Collections.Immutable;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Recovery;

/// <summary>Gathers everything that the chain knows about an unknown order: its own transactions, the evidence, and everything else that took money.</summary>
internal sealed class ResolutionReader(TransactionReader chain, TransferReader money, OutflowScan outflows, OrderQueries book)
{
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<(ResolutionFacts Facts, OutflowScan.Found Searched)> ReadAsync(
        Order order, IReadOnlyList<Attempt> attempts, Hash256? evidence, long highWater, CancellationToken cancellation)
    {
        var wallet = order.Wallet;
        var known = attempts.Select(attempt => attempt.TransactionHash).Concat(evidence is { } named ? [named] : []).ToImmutableHashSet();
        var facts = await chain.ReadAsync(wallet, known, highWater, cancellation);
        var searched = await outflows.FindAsync(wallet, order.Quote.Block, facts.Final, cancellation);
        var ownerless = await OwnerlessAsync(searched.Hashes.Except(known), cancellation);
        if (!ownerless.IsEmpty)
            facts = await chain.ReadAsync(wallet, known.Union(ownerless), highWater, cancellation);
        var moved = await money.ReadAsync(wallet, order.Recipient, facts.Receipts.Values, cancellation);
        var owner = evidence is { } hash ? await book.FindOwnerAsync(hash, cancellation) : null;
        return (new ResolutionFacts(facts, moved, searched.Hashes, ownerless, owner), searched);
    }

    private async Task<ImmutableSortedSet<Hash256>> OwnerlessAsync(ImmutableSortedSet<Hash256> hashes, CancellationToken cancellation)
    {
        var ownerless = hashes;
        foreach (var hash in hashes)
        {
            if (await book.FindOwnerAsync(hash, cancellation) is not null)
                ownerless = ownerless.Remove(hash);
        }

        return ownerless;
    }
}
