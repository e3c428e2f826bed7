using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Wallet;

/// <summary>What is known of the wallets, the one in use and those before it, and how far the change to a new one has come.</summary>
internal sealed class WalletReport(
    OrderStore store, OrderQueries orders, ParameterStore parameters, PreTradeReader chain, WalletKeys keys, KeyRotation rotation, RunRates rates, TimeProvider time)
{
    /// <summary>Earlier wallets that are looked at; each costs a question to every node.</summary>
    private const int MaxEarlier = 8;

    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    /// <exception cref="LedgerFaultException">Rows of the order store contradict each other.</exception>
    public async Task<WalletView> ReadAsync(CancellationToken cancellation)
    {
        var book = await store.LoadAsync(cancellation);
        var key = await keys.CurrentAsync(cancellation);
        var opening = await chain.OpenMarketAsync(cancellation);
        var units = opening.TermsOr(detail => new ChainUnavailableException(detail)).Units;
        var rules = (await parameters.CurrentAsync(cancellation)).Parameters;
        var earlier = new List<WalletPart>();
        foreach (var wallet in book.State.NextNonce.Keys.Where(known => known != key.Wallet).Take(MaxEarlier))
            earlier.Add(await PartAsync(wallet, book.State, cancellation));
        return new WalletView(
            key,
            await PartAsync(key.Wallet, book.State, cancellation),
            earlier,
            book.Job,
            book.AttemptList,
            await rates.ReadAsync(time.GetUtcNow(), cancellation),
            PreTradeChecks.ReserveOf(rules, units),
            units);
    }

    /// <summary>The checklist of the wallet that is to be left: the one of the newest order, until the configured key has had an order.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    /// <exception cref="LedgerFaultException">Rows of the order store contradict each other.</exception>
    public async Task<RotationView> ReadRotationAsync(CancellationToken cancellation)
    {
        var book = await store.LoadAsync(cancellation);
        var key = await keys.CurrentAsync(cancellation);
        var before = await rotation.BeforeAsync(book.State, key.Wallet, cancellation);
        var leaving = before ?? await UnusedAsync(book.State, key.Wallet, cancellation) ?? key.Wallet;
        var part = await PartAsync(leaving, book.State, cancellation);
        return new RotationView(key, leaving, leaving != key.Wallet, RotationCheck.Points(leaving, book.State, part.Facts));
    }

    /// <summary>The wallet of the newest order, where the configured key has not signed yet.</summary>
    private async Task<Address?> UnusedAsync(TreasuryState state, Address current, CancellationToken cancellation)
    {
        if (state.NextNonce.ContainsKey(current))
            return null;
        return (await orders.ListAsync(new OrderFilter(), 1, null, cancellation)).Items is [var newest, ..] ? newest.Order.Wallet : null;
    }

    private async Task<WalletPart> PartAsync(Address wallet, TreasuryState state, CancellationToken cancellation) =>
        new(wallet, state.NextNonce.TryGetValue(wallet, out var next) ? next : null, await chain.ReadAsync(wallet, amountIn: null, state, cancellation));
}

/// <summary>What is known of the wallets.</summary>
/// <param name="Key">The configured one.</param>
/// <param name="Current">Its wallet.</param>
/// <param name="Earlier">Those before it that orders or tasks were signed for.</param>
/// <param name="Open">The order or the task that is open; null when none is.</param>
/// <param name="Attempts">Its attempts.</param>
/// <param name="Rate">What orders have spent lately; null while none has completed.</param>
/// <param name="Reserve">Stablecoin that the wallet must keep, smallest unit.</param>
/// <param name="Units">The scale of the tokens.</param>
internal sealed record WalletView(
    SigningKey Key, WalletPart Current, IReadOnlyList<WalletPart> Earlier, Job? Open, IReadOnlyList<Attempt> Attempts, RunRate? Rate,
    BigInteger Reserve, TokenUnits Units);

/// <param name="Wallet">The address.</param>
/// <param name="NextNonce">Which the order store expects; null while nothing was signed for it.</param>
/// <param name="Facts">What the nodes agree on.</param>
internal sealed record WalletPart(Address Wallet, long? NextNonce, PreTradeFacts Facts);

/// <summary>How far the change of the key has come.</summary>
/// <param name="Key">The configured one.</param>
/// <param name="Leaving">The wallet that is to be left.</param>
/// <param name="IsSwitched">Whether the configured key is already that of another wallet.</param>
/// <param name="Points">In the order in which they are to be done.</param>
internal sealed record RotationView(SigningKey Key, Address Leaving, bool IsSwitched, IReadOnlyList<RotationPoint> Points);
