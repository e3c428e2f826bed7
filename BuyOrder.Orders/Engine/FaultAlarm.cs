using BuyOrder.Orders.Store;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine;

/// <summary>Raises the alarm when stored rows contradict each other: once for each finding of this process, however often it is met.</summary>
internal sealed partial class FaultAlarm(OrderStore store, TimeProvider time, ILogger<FaultAlarm> logger)
{
    private string? raised;

    /// <summary>What was found is put right: the same finding later is another one.</summary>
    public void Clear() => Interlocked.Exchange(ref raised, null);

    /// <returns>Whether it was raised now.</returns>
    public async Task<bool> RaiseAsync(LedgerFault fault, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref raised, fault.Detail) == fault.Detail)
            return false;
        Log.Stopped(logger, fault.Told);
        await store.NotifyAsync(Notification.OfLedgerFault(fault, time.GetUtcNow(), store.NewestKnown), cancellation);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Critical, Message = "Nothing is signed, sent or reserved: stored rows contradict each other. {Detail}")]
        public static partial void Stopped(ILogger logger, string detail);
    }
}
