using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine;

/// <summary>What a cancel of an order and one of a wallet task have in common: the wish is stored with its audit row, then carried out.</summary>
internal sealed partial class JobCancellation(OrderStore store, OrderService service, ILogger<JobCancellation> logger)
{
    /// <summary>
    /// The wish, its audit row, the state, and where the wish ends the job at once all that belongs to that: one batch. What can be done about
    /// it at once is done before this returns.
    /// </summary>
    /// <param name="loaded">What was decided on.</param>
    /// <param name="unwanted">As it is to be stored.</param>
    /// <param name="action">Of the audit.</param>
    /// <param name="detail">Of the audit.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <returns>False: another instance was faster, and nothing was written.</returns>
    public async Task<bool> TakeAsync(OrderSnapshot loaded, Job unwanted, AuditAction action, string detail, CancellationToken cancellation)
    {
        var wish = unwanted.CancelRequested!;
        var audit = new AuditRecord(AuditRecord.NewId(wish.At, action, unwanted.Id), wish.At, wish.By, action, unwanted.Id, wish.Reason, null, detail)
        {
            Before = loaded.Job!.Phase.ToString(),
            After = unwanted.IsEnded ? unwanted.Phase.ToString() : "to be cancelled",
        };
        var state = unwanted.IsEnded ? loaded.State.End(unwanted) : loaded.State;
        if (await store.StepAsync(loaded, new OrderChange(state, unwanted) { Audit = audit }, cancellation) is null)
            return false;

        Log.Taken(logger, unwanted.Title, wish.By, wish.Reason);
        if (!unwanted.IsEnded)
            await AdvanceAsync(unwanted, cancellation);
        return true;
    }

    /// <summary>The wish is stored. What goes wrong from here on is the next tick's to go on with, not the caller's.</summary>
    private async Task AdvanceAsync(Job unwanted, CancellationToken cancellation)
    {
        try
        {
            await service.AdvanceAsync(cancellation);
        }
        catch (Exception error) when (error is TableUnavailableException or ChainUnavailableException or LedgerFaultException)
        {
            Log.NotAdvanced(logger, unwanted.Title, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Job} is to be cancelled, by {Who}: {Reason}")]
        public static partial void Taken(ILogger logger, string job, string who, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Job} is to be cancelled but could not be advanced yet: {Reason}")]
        public static partial void NotAdvanced(ILogger logger, string job, string reason);
    }
}
