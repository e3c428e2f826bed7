using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Watching;

/// <summary>
/// Whether the wallet before this one is finished. It is asked until the new wallet has had an order, and never again: else a stranger could stop
/// buying by sending a unit to the old one. Nor is it asked of a wallet that an administrator has left as it is.
/// </summary>
internal sealed class KeyRotation(PreTradeReader chain, OrderQueries orders)
{
    /// <summary>The wallet that is known to have had an order last: nothing is to be asked about it.</summary>
    private volatile Settled? settled;

    /// <summary>Why the wallet may not begin; null when it may, or has begun before.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    public async Task<Refusal?> CheckAsync(TreasuryState state, Address wallet, CancellationToken cancellation)
    {
        if (await BeforeAsync(state, wallet, cancellation) is not { } before || before == state.LeftWallet)
            return null;
        return RotationCheck.Refuse(before, state, await chain.ReadAsync(before, amountIn: null, state, cancellation));
    }

    /// <summary>The wallet that the newest order was of, where it is another than this one; null when there is none.</summary>
    public async Task<Address?> BeforeAsync(TreasuryState state, Address wallet, CancellationToken cancellation)
    {
        if (state.NextNonce.Keys.All(known => known == wallet) || settled?.Wallet == wallet)
            return null;
        var newest = await orders.ListAsync(new OrderFilter(), 1, null, cancellation);
        if (newest.Items is not [var order, ..])
            return null;
        if (order.Order.Wallet != wallet)
            return order.Order.Wallet;
        settled = new Settled(wallet);
        return null;
    }

    private sealed record Settled(Address Wallet);
}
