using BuyOrder.Domain.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Wallet;

/// <summary>The keys of the wallets that the order store knows: the configured one, and earlier ones that orders and tasks were pinned to.</summary>
internal sealed class WalletKeys(GuardedSigner signer, OrderQueries orders, TaskQueries tasks)
{
    private const int PageSize = 100;

    /// <summary>How far back an earlier wallet's key is looked for: it was in use until lately.</summary>
    private const int MaxPages = 10;

    /// <summary>The configured key.</summary>
    /// <exception cref="SignerUnavailableException">It cannot be had.</exception>
    public ValueTask<SigningKey> CurrentAsync(CancellationToken cancellation) => signer.CurrentKeyAsync(cancellation);

    /// <summary>The key of a wallet; null when it is neither the configured one nor that of a recent order or task.</summary>
    /// <exception cref="SignerUnavailableException">The key is known, and cannot be had.</exception>
    public async Task<SigningKey?> OfAsync(Address wallet, CancellationToken cancellation)
    {
        var current = await signer.CurrentKeyAsync(cancellation);
        if (current.Wallet == wallet)
            return current;
        if (await KeyIdAsync(wallet, cancellation) is not { } keyId)
            return null;
        var key = await signer.KeyAsync(keyId, cancellation);
        return key.Wallet == wallet ? key : throw new SignerUnavailableException($"key {keyId} is not that of {wallet} any more.");
    }

    private async Task<string?> KeyIdAsync(Address wallet, CancellationToken cancellation)
    {
        string? continuation = null;
        for (var page = 0; page < MaxPages && (page == 0 || continuation is not null); page++)
        {
            var found = await orders.ListAsync(new OrderFilter(), PageSize, continuation, cancellation);
            if (found.Items.FirstOrDefault(order => order.Order.Wallet == wallet) is { Order.KeyId: var keyId })
                return keyId;
            continuation = found.Continuation;
        }

        var newest = await tasks.ListAsync(PageSize, null, cancellation);
        return newest.Items.FirstOrDefault(task => task.Task.Wallet == wallet)?.Task.KeyId;
    }
}
