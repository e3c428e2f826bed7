using System.Globalization;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>The way on after the wallet's key was used elsewhere, or after the store was restored from an old copy.</summary>
internal sealed partial class NonceAcceptance(OrderStore store, RestoredBackupCheck oldCopy, TimeProvider time, ILogger<NonceAcceptance> logger)
{
    /// <summary>Lets the next order go on from the chain's nonce. Safe to repeat.</summary>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<AcceptanceResult> AcceptAsync(NonceAcceptanceRequest request, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        () => TryAsync(request, cancellation), OrderKeys.Partition, "this nonce was being accepted");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<AcceptanceResult?> TryAsync(NonceAcceptanceRequest request, CancellationToken cancellation)
    {
        var book = await store.LoadAsync(cancellation);
        if (Blocked(book.State) is { } blocked)
            return new AcceptanceResult.Conflict(blocked);
        var isKnown = book.State.NextNonce.TryGetValue(request.Wallet, out var expected);
        if (!isKnown && request.Nonce == 0)
            return new AcceptanceResult.Refused($"No order was ever signed by {request.Wallet}: it has no nonce to accept.");
        if (isKnown && expected == request.Nonce)
            return new AcceptanceResult.Accepted(Number($"The next order goes on from nonce {expected} already."));
        return await DecideAsync(request, book, expected, cancellation);
    }

    private static string? Blocked(TreasuryState state)
    {
        if (state.OpenOrderId is { } open)
            return $"{(OrderIds.IsTaskId(open) ? "Task" : "Order")} {open} is open: it decides what becomes of its nonces.";
        return state.UndoneOrders.IsEmpty
            ? null
            : $"Order {state.UndoneOrders[0]} is unknown: its transactions may come back. Resolve it first.";
    }

    /// <summary>Null: another instance was faster.</summary>
    private async Task<AcceptanceResult?> DecideAsync(
        NonceAcceptanceRequest request, OrderSnapshot book, long expected, CancellationToken cancellation)
    {
        var missing = await oldCopy.FindAsync(request.Wallet, book.State, cancellation);
        var (head, final) = (missing.Chain.NonceAtHead, missing.Chain.NonceAtFinal);
        if (head != final)
            return new AcceptanceResult.Conflict(Number($"The chain shows nonce {head}, but only {final} is final: wait."));
        if (final != request.Nonce)
            return new AcceptanceResult.Conflict(Number($"The chain shows nonce {final}, not {request.Nonce}."));
        if (request.Nonce < expected)
        {
            return new AcceptanceResult.Conflict(Number($"The order store has used nonces up to {expected - 1}: their bytes may still be mined, so that {request.Nonce} is not free."));
        }

        var unnamed = missing.Purchases.Where(purchase => !Names(request.Evidence, purchase.TransactionHash)).ToList();
        if (unnamed.Count > 0)
        {
            return new AcceptanceResult.Refused("The evidence must name every purchase that the order store does not know; it lacks "
                + string.Join(", ", unnamed.Select(purchase => purchase.TransactionHash)) + ".");
        }

        return await WriteAsync(request, book, expected, missing, cancellation);
    }

    private async Task<AcceptanceResult?> WriteAsync(
        NonceAcceptanceRequest request, OrderSnapshot book, long expected, MissingPurchases missing, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var wallet = request.Wallet.ToString();
        var detail = Number(
            $"The order store expected nonce {expected}, the chain shows {request.Nonce}; purchases without an order: {missing.Purchases.Count} in blocks {missing.Searched.From} to {missing.Searched.To}.");
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.NonceAccepted, wallet),
            now,
            request.RequestedBy,
            AuditAction.NonceAccepted,
            wallet,
            request.Reason,
            request.Evidence,
            detail)
        {
            Before = Number($"next nonce {expected}"),
            After = Number($"next nonce {request.Nonce}"),
        };
        var state = book.State.ExpectNonce(request.Wallet, request.Nonce).Seen(missing.Chain.Head);
        if (!await store.RecordAuditAsync(book, state, audit, cancellation))
            return null;

        Log.Accepted(logger, request.Wallet, request.Nonce, request.RequestedBy, detail);
        return new AcceptanceResult.Accepted(detail);
    }

    private static bool Names(string? evidence, Hash256 hash) => evidence?.Contains(hash.ToString(), StringComparison.OrdinalIgnoreCase) == true;

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Nonce {Nonce} of {Wallet} was accepted by {Who}: {Detail}")]
        public static partial void Accepted(ILogger logger, Address wallet, long nonce, string who, string detail);
    }
}

/// <summary>An operator accepts what was done elsewhere with the wallet's key.</summary>
/// <param name="Wallet">Whose nonce.</param>
/// <param name="Nonce">The one that comes next, as the chain shows it now.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="Evidence">Free text; must name every purchase that the order store does not know. Null for none.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record NonceAcceptanceRequest(Address Wallet, long Nonce, string Reason, string? Evidence, string RequestedBy);
