using BuyOrder.Ledger;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Triggers;

/// <summary>Verifies the whole ledger and records the result: while the newest one names a fault nothing is bought. Without one the root is archived.</summary>
internal sealed partial class VerifyLedgerDaily(
    RevenueLedger ledger, Verifier verifier, VerificationLog log, OrderStore store, ILogger<VerifyLedgerDaily> logger,
    OutflowCheck? outflows = null, RootArchive? archive = null)
{
    [Function(nameof(VerifyLedgerDaily))]
    public async Task RunAsync([TimerTrigger("0 30 1 * * *", UseMonitor = true)] TimerInfo timer, CancellationToken cancellation)
    {
        await ledger.OpenAsync(cancellation);
        var before = await log.NewestAsync(cancellation);
        var result = await verifier.VerifyAsync(before?.Anchor, before?.Record, null, cancellation);
        if (result.FirstFault is null)
            result = await CompareWithChainAsync(result, before?.Outflows, cancellation);
        if (result.FirstFault is { } fault)
        {
            Log.Fault(logger, fault.Detail);

            // Told before it is recorded: rather twice than never.
            if (fault.Detail != before?.Fault)
                await store.NotifyAsync(Notification.OfLedgerFault(fault, result.StartedAt, before?.Record), cancellation);
        }
        else
        {
            Log.Clean(logger, result.Entries, result.Blocks, result.Frozen, result.Book.Orders, result.Book.Records, (long)(result.EndedAt - result.StartedAt).TotalMilliseconds);
        }
        await log.RecordAsync(result, before?.Anchor, before?.Record, before?.Outflows, cancellation);
        if (archive is not null && result.FirstFault is null)
            await archive.KeepAsync(result, cancellation);
    }

    /// <summary>An outage of the chain is no fault of the ledger: the next check goes on from the same block.</summary>
    private async Task<VerificationResult> CompareWithChainAsync(VerificationResult result, OutflowSums? before, CancellationToken cancellation)
    {
        if (outflows is null || result.Book.FirstBlocks.Count == 0)
            return result;
        try
        {
            var compared = await outflows.CheckAsync(before, result.Book.FirstBlocks, cancellation);
            if (compared is { Sums.Block: var reached, IsComplete: false })
                Log.NotReached(logger, reached, compared.Final);
            if (compared.WhyNot is { } why)
                Log.OtherStablecoin(logger, compared.NotCompared, why);
            return result with { FirstFault = compared.Fault, Outflows = compared.Sums };
        }
        catch (ChainUnavailableException unavailable)
        {
            Log.NotCompared(logger, unavailable.Message);
            return result;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The ledger is as it was written: {Entries} entries, {Blocks} blocks, {Frozen} frozen roots, {Orders} orders, {Records} records in {Milliseconds} ms")]
        public static partial void Clean(ILogger logger, long entries, long blocks, int frozen, long orders, long records, long milliseconds);

        [LoggerMessage(LogLevel.Warning, "The ledger fits, and was not compared with the chain: {Reason}")]
        public static partial void NotCompared(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The chain was compared with the orders up to block {Reached} of {Final}; the next verification goes on from there")]
        public static partial void NotReached(ILogger logger, long reached, long final);

        [LoggerMessage(LogLevel.Warning, "{Orders} orders could not be compared with the chain. {Why}")]
        public static partial void OtherStablecoin(ILogger logger, int orders, string why);

        [LoggerMessage(LogLevel.Error, "The ledger was changed; buying is stopped until a verification finds nothing. {Fault}")]
        public static partial void Fault(ILogger logger, string fault);
    }
}
