using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;

namespace BuyOrder.Orders.Engine.Watching;

/// <summary>
/// Whether an address that this book has never signed with may go on from the nonce that the chain shows. One that has paid the market
/// before has bought for a book: for this one, which has lost that, or for another.
/// </summary>
internal sealed class WalletAdoption(TransactionReader chain, OutflowScan outflows, PreTradeReader trades)
{
    /// <summary>The address and nonce that were last found to be clean: while the nonce is the same, nothing was sent since.</summary>
    private volatile Adopted? clean;

    /// <summary>Why it may not; null when it may, or when the book knows the address.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<Refusal?> CheckAsync(TreasuryState state, Address wallet, PreTradeFacts facts, CancellationToken cancellation)
    {
        if (facts.NonceAtFinal == 0 || state.NextNonce.ContainsKey(wallet) || clean == new Adopted(wallet, facts.NonceAtFinal))
            return null;
        var final = (await chain.ReadAsync(wallet, [], state.HighWaterBlock, cancellation)).Final;
        var found = await outflows.FindAsync(wallet, 0, final, cancellation, trades.Markets.Contracts);
        if (!found.Hashes.IsEmpty)
        {
            return Outdated(
                $"{wallet} has paid the market before, in {string.Join(", ", found.Hashes.Take(RestoredBackupCheck.MaxNamed))}, and the order store does not know it: was the store restored from an old copy?");
        }

        if (found.To < final)
        {
            return Outdated($"{wallet} was used before, and whether it has paid the market is known of blocks {found.From} to {found.To} only, not up to {final}: an operator must accept its nonce.");
        }

        clean = new Adopted(wallet, facts.NonceAtFinal);
        return null;
    }

    private static Refusal Outdated(FormattableString detail) => new(ReasonCode.StoreOutdated, detail.ToString(CultureInfo.InvariantCulture));

    private sealed record Adopted(Address Wallet, long Nonce);
}
