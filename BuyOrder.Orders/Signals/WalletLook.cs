using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Signals;

/// <summary>Looks now and then whether the wallet could pay for the next order, and lasts for some days more.</summary>
internal sealed class WalletLook(RevenueLedger ledger, PreTradeReader chain, GuardedSigner signer, RunRates rates, WalletOptions options, TimeProvider time)
{
    /// <summary>Between two looks: each asks the nodes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    private DateTimeOffset nextLook = DateTimeOffset.MinValue;

    /// <summary>What is short, or nothing; null: it is not known just now, it is not time to look, or an order is about to spend.</summary>
    public async Task<IReadOnlyList<string>?> LookAsync(TreasuryState state, BusinessParameters rules, CancellationToken cancellation)
    {
        if (time.GetUtcNow() < nextLook || state.OpenOrderId is not null)
            return null;
        nextLook = time.GetUtcNow() + Interval;
        try
        {
            var totals = await ledger.ReadTotalsAsync(cancellation);
            var next = WalletShortage.Next(totals.Total - state.ConsumedBase, rules, state, time.GetUtcNow());
            var key = await signer.CurrentKeyAsync(cancellation);
            var opening = await chain.OpenMarketAsync(cancellation);
            var units = opening.TermsOr(detail => new ChainUnavailableException(detail)).Units;
            var facts = await chain.ReadAsync(key.Wallet, amountIn: null, state, cancellation);
            var rate = await rates.ReadAsync(time.GetUtcNow(), cancellation);
            return [.. WalletShortage.Find(facts, rules, next, units), .. WalletShortage.Ahead(facts, rules, next, units, rate, options, time.GetUtcNow())];
        }
        catch (Exception unknown) when (unknown is ChainUnavailableException or ChainMismatchException or SignerUnavailableException)
        {
            // Health and runs tell of these.
            return null;
        }
    }
}

/// <inheritdoc cref="WalletLook.LookAsync"/>
internal delegate Task<IReadOnlyList<string>?> WalletQuestion(TreasuryState state, BusinessParameters rules, CancellationToken cancellation);
