using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// Holds an operator's finding about an unknown order against the chain. Pure. The words alone move no money: an order completes only with a
/// final purchase of exactly its spend or with its own swap, and fails only when none of its bytes can be mined any more and no money has left for it.
/// </summary>
public static class ResolutionDecision
{
    /// <param name="order">Unknown.</param>
    /// <param name="attempts">All of the order's.</param>
    /// <param name="finding">What the operator found.</param>
    /// <param name="evidence">The hash of the purchase; null for a failed order.</param>
    /// <param name="facts">What the nodes agree on.</param>
    public static ResolutionVerdict Decide(
        Order order, IReadOnlyList<Attempt> attempts, Finding finding, Hash256? evidence, ResolutionFacts facts)
    {
        // Bytes that can still be mined could make a second purchase of either end.
        if (attempts.Where(attempt => attempt.Nonce >= facts.Chain.NonceAtFinal).MinBy(attempt => attempt.Nonce) is { } open)
        {
            return new ResolutionVerdict.Contradicted(
                $"Nonce {open.Nonce} is not used in a final block: transaction {open.TransactionHash} could still be mined.");
        }

        return finding == Finding.Completed ? OfPurchase(order, attempts, evidence!.Value, facts) : OfNoPurchase(order, attempts, facts);
    }

    private static ResolutionVerdict OfPurchase(Order order, IReadOnlyList<Attempt> attempts, Hash256 evidence, ResolutionFacts facts)
    {
        if (!facts.Chain.Receipts.TryGetValue(evidence, out var receipt))
            return new ResolutionVerdict.Contradicted($"The nodes do not agree on a receipt of transaction {evidence}.");
        if (!receipt.IsFinal)
            return new ResolutionVerdict.Contradicted($"Transaction {evidence} is in block {receipt.BlockNumber}, which is not final.");
        if (facts.EvidenceOwner is { } owner && owner != order.Id)
            return new ResolutionVerdict.NoEvidence($"Transaction {evidence} belongs to order {owner}.");
        var isOwn = attempts.Any(attempt => attempt.TransactionHash == evidence && attempt.Kind == AttemptKind.Swap);
        if (Bought(receipt, facts.Moved.GetValueOrDefault(evidence), isOwn) is not { } purchase)
        {
            return new ResolutionVerdict.NoEvidence(
                $"Transaction {evidence} is final, but {What(receipt, facts.Moved.GetValueOrDefault(evidence))}.");
        }

        if (!isOwn && purchase.SpentUnits != order.SpendUnits)
        {
            return new ResolutionVerdict.NoEvidence(
                $"Transaction {evidence} spent {purchase.SpentUnits} units of stablecoin; the order spends {order.SpendUnits}.");
        }

        var others = attempts.Where(attempt => attempt.TransactionHash != evidence);
        return others.FirstOrDefault(attempt => HasMovedMoney(attempt.TransactionHash, facts)) is { } other
            ? new ResolutionVerdict.Contradicted($"The order's transaction {other.TransactionHash} moved stablecoin too.")
            : Confirmed(attempts, purchase, evidence, facts);
    }

    private static ResolutionVerdict OfNoPurchase(Order order, IReadOnlyList<Attempt> attempts, ResolutionFacts facts)
    {
        if (attempts.FirstOrDefault(attempt => HasMovedMoney(attempt.TransactionHash, facts)) is { } bought)
            return new ResolutionVerdict.Contradicted($"The order's transaction {bought.TransactionHash} took stablecoin out of the wallet.");

        // Bytes that this store has lost would look just so.
        var likely = facts.Ownerless.Order()
            .Where(hash => facts.Moved.GetValueOrDefault(hash)?.Purchase?.SpentUnits == order.SpendUnits).Take(1).ToList();
        return likely is [var hash]
            ? new ResolutionVerdict.Contradicted($"Transaction {hash} bought with exactly the order's spend and belongs to no order.")
            : Confirmed(attempts, null, null, facts);
    }

    /// <summary>The order's own swap is its purchase: it ends with what really left and arrived, even if no tokens did.</summary>
    private static Purchase? Bought(ReceiptFacts receipt, Transfers? moved, bool isOwn) => isOwn && moved is { StablecoinOut.Sign: > 0 }
        ? moved.Purchase ?? new Purchase(
            receipt.TransactionHash, receipt.BlockNumber, receipt.BlockHash, moved.StablecoinOut, moved.TokensIn, moved.ByEventsAlone)
        : moved?.Purchase;

    /// <summary>A receipt that is missing, because an index lags, does not hide the money: the logs are asked as well.</summary>
    private static bool HasMovedMoney(Hash256 hash, ResolutionFacts facts) =>
        facts.Logged.Contains(hash) || facts.Moved.GetValueOrDefault(hash)?.StablecoinOut.Sign > 0;

    private static string What(ReceiptFacts receipt, Transfers? moved)
    {
        if (!receipt.Succeeded)
            return "it reverted";
        return moved is { StablecoinOut.Sign: > 0 }
            ? $"its events show no purchase for the recipient, though {moved.StablecoinOut} units of stablecoin left the wallet"
            : "its events show no purchase by the wallet for the recipient";
    }

    private static ResolutionVerdict.Confirmed Confirmed(
        IReadOnlyList<Attempt> attempts, Purchase? purchase, Hash256? evidence, ResolutionFacts facts)
    {
        var closed = attempts.Select(attempt => Close(attempt, facts.Chain)).ToList();
        var gas = closed.Aggregate(BigInteger.Zero, (sum, attempt) => sum + (attempt.GasSpentWei ?? BigInteger.Zero));
        if (evidence is { } hash && !closed.Exists(attempt => attempt.TransactionHash == hash))
            gas += facts.Chain.Receipts[hash].GasSpentWei;
        return new ResolutionVerdict.Confirmed(purchase, [.. closed.Except(attempts)], gas);
    }

    private static Attempt Close(Attempt attempt, TransactionFacts chain)
    {
        if (!chain.Receipts.TryGetValue(attempt.TransactionHash, out var receipt))
            return attempt with { State = AttemptState.Superseded, GasSpentWei = null };
        return attempt with
        {
            State = receipt.Succeeded ? AttemptState.Succeeded : AttemptState.Reverted,
            GasSpentWei = receipt.GasSpentWei,
            GasUsed = attempt.State is AttemptState.Succeeded or AttemptState.Reverted ? attempt.GasUsed : receipt.GasUsed,
        };
    }
}

/// <summary>What the nodes agree on about an unknown order when an operator resolves it.</summary>
/// <param name="Chain">The order's own transactions, the evidence, and <paramref name="Ownerless"/>.</param>
/// <param name="Moved">What each canonical, successful receipt among them did, by transaction hash.</param>
/// <param name="Logged">
/// Transactions whose events took stablecoin out of the wallet since the order was reserved, as far as the logs were searched.
/// </param>
/// <param name="Ownerless">Those of <paramref name="Logged"/> that belong to no order.</param>
/// <param name="EvidenceOwner">The order that the evidence's hash belongs to; null for none.</param>
public sealed record ResolutionFacts(
    TransactionFacts Chain,
    IReadOnlyDictionary<Hash256, Transfers> Moved,
    IReadOnlySet<Hash256> Logged,
    IReadOnlySet<Hash256> Ownerless,
    string? EvidenceOwner);

/// <summary>Whether the chain confirms what an operator found about an unknown order.</summary>
public abstract record ResolutionVerdict
{
    private ResolutionVerdict()
    {
    }

    /// <summary>It does: the order ends.</summary>
    /// <param name="Purchase">What was bought; null when nothing was.</param>
    /// <param name="Attempts">Those whose end is now known otherwise than it was stored.</param>
    /// <param name="GasSpentWei">Of all of the order's transactions.</param>
    public sealed record Confirmed(Purchase? Purchase, IReadOnlyList<Attempt> Attempts, BigInteger GasSpentWei) : ResolutionVerdict;

    /// <summary>The chain says otherwise, or not yet: another finding or a later moment may do.</summary>
    public sealed record Contradicted(string Detail) : ResolutionVerdict;

    /// <summary>The evidence is not a purchase of this order and never will be.</summary>
    public sealed record NoEvidence(string Detail) : ResolutionVerdict;
}
