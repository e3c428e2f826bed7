using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>
/// The way on where the wallet before cannot be finished: its key is gone, or a thief who has it makes new allowances as fast as old ones are
/// taken back. An administrator leaves it as it is.
/// </summary>
internal sealed partial class RotationAcceptance(
    OrderStore store, PreTradeReader chain, WalletKeys keys, KeyRotation rotation, TimeProvider time, ILogger<RotationAcceptance> logger)
{
    /// <summary>Lets the configured key begin though the wallet before it is not finished. Safe to repeat.</summary>
    /// <param name="left">The wallet that is left as it is.</param>
    /// <param name="reason">The administrator's own words; part of the audit trail.</param>
    /// <param name="requestedBy">Who.</param>
    /// <param name="cancellation">Ends the questions; what is written stays.</param>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The configured key's wallet is not known just now.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<AcceptanceResult> AcceptAsync(Address left, string reason, string requestedBy, CancellationToken cancellation) =>
        OptimisticWrite.RunAsync(
            () => TryAsync(left, reason, requestedBy, cancellation),
            OrderKeys.Partition,
            $"wallet {left} was being left");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<AcceptanceResult?> TryAsync(Address left, string reason, string requestedBy, CancellationToken cancellation)
    {
        var book = await store.LoadAsync(cancellation);
        if (book.State.OpenOrderId is not null || !book.State.UndoneOrders.IsEmpty)
            return new AcceptanceResult.Conflict("Something is open or undone: its bytes may still be mined. Wait, cancel or resolve it first.");
        var current = (await keys.CurrentAsync(cancellation)).Wallet;
        if (await rotation.BeforeAsync(book.State, current, cancellation) is not { } before)
            return new AcceptanceResult.Conflict($"No wallet keeps {current} from beginning.");
        if (before != left)
            return new AcceptanceResult.Conflict($"The wallet before {current} is {before}, not {left}.");
        if (book.State.LeftWallet == left)
            return new AcceptanceResult.Accepted($"Wallet {left} is left already.");

        var facts = await chain.ReadAsync(left, amountIn: null, book.State, cancellation);
        var open = RotationCheck.Points(left, book.State, facts).Where(point => !point.IsDone).Select(point => point.Detail).ToList();
        return open.Count == 0
            ? new AcceptanceResult.Conflict($"Nothing is left to do with wallet {left}: it keeps no other from beginning.")
            : await WriteAsync(book, left, facts.Head, reason, requestedBy, $"Wallet {left} is left as it is. {string.Join(' ', open)}", cancellation);
    }

    private async Task<AcceptanceResult?> WriteAsync(
        OrderSnapshot book, Address left, long head, string reason, string requestedBy, string detail, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.RotationAccepted, $"{left}"), now, requestedBy, AuditAction.RotationAccepted, $"{left}", reason, null, detail);
        if (!await store.RecordAuditAsync(book, book.State.Leave(left).Seen(head), audit, cancellation))
            return null;
        Log.Accepted(logger, left, requestedBy, detail);
        return new AcceptanceResult.Accepted(detail);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Wallet {Wallet} was left unfinished by {Who}: {Detail}")]
        public static partial void Accepted(ILogger logger, Address wallet, string who, string detail);
    }
}
