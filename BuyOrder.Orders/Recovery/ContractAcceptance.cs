using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>The way on after a contract's code has changed: an operator has looked at it and accepts what is there now.</summary>
internal sealed partial class ContractAcceptance(
    OrderStore store, PreTradeReader chain, GuardedSigner signer, TimeProvider time, ILogger<ContractAcceptance> logger)
{
    /// <summary>The market is asked along with the rest; it needs an amount.</summary>
    private static readonly Zar LeastAsked = new(1);

    /// <summary>Pins the code of every contract as a majority of the nodes shows it now. Safe to repeat.</summary>
    /// <returns>The addresses whose code is another than was pinned before; none when nothing had changed.</returns>
    /// <exception cref="ChainUnavailableException">The nodes cannot tell just now; nothing was changed.</exception>
    /// <exception cref="ChainMismatchException">It is another chain, or a contract is missing.</exception>
    /// <exception cref="SignerUnavailableException">The wallet's address is not known just now.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public async Task<IReadOnlyList<string>> AcceptAsync(string requestedBy, string reason, CancellationToken cancellation)
    {
        var key = await signer.CurrentKeyAsync(cancellation);
        var opening = await chain.OpenMarketAsync(cancellation);
        var units = opening.TermsOr(detail => new ChainMismatchException(detail)).Units;
        return await OptimisticWrite.RunAsync(
            () => TryAsync(key.Wallet, units, requestedBy, reason, cancellation),
            OrderKeys.Partition,
            "the contracts were being accepted");
    }

    /// <summary>Null: another instance was faster.</summary>
    private async Task<IReadOnlyList<string>?> TryAsync(
        Address wallet, TokenUnits units, string requestedBy, string reason, CancellationToken cancellation)
    {
        var book = await store.LoadAsync(cancellation);
        var facts = await chain.ReadAsync(wallet, units.ToStablecoin(LeastAsked), book.State, cancellation);
        if (book.State.Contracts is not { } pinned || ContractCode.Differences(pinned, facts.Contracts!) is not { Count: > 0 } changed)
            return [];

        var now = time.GetUtcNow();
        var detail = $"Pinned were {pinned}; pinned are {facts.Contracts}.";
        var audit = new AuditRecord(
            AuditRecord.NewId(now, AuditAction.ContractsAccepted, "contracts"),
            now,
            requestedBy,
            AuditAction.ContractsAccepted,
            "contracts",
            reason,
            null,
            detail)
        {
            Before = pinned,
            After = facts.Contracts,
        };
        if (!await store.RecordAuditAsync(book, book.State.Seen(facts.Head) with { Contracts = facts.Contracts }, audit, cancellation))
            return null;
        Log.Accepted(logger, requestedBy, detail);
        return changed;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "The contracts were accepted by {Who}: {Detail}")]
        public static partial void Accepted(ILogger logger, string who, string detail);
    }
}
