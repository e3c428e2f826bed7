using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;

namespace BuyOrder.Simulation.Auditing;

/// <summary>The messages as they were written: each once, in the batch of what it tells of. Worded apart from the code that writes them.</summary>
internal sealed class MessagesCopy
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <param name="writes">One batch.</param>
    /// <param name="changed">The orders that changed in it.</param>
    /// <param name="turned">The pause, if it changed; null when it did not.</param>
    public void Check(IReadOnlyList<TableWrite> writes, IEnumerable<(Order? Before, Order After)> changed, PauseState? turned)
    {
        var events = new List<string>();
        foreach (var insert in writes.OfType<TableWrite.Insert>().Where(write => write.Key.StartsWith(OrderKeys.OutboxPrefix, StringComparison.Ordinal)))
        {
            var message = NotificationRow.Read(insert.Values);
            Audit.Demand(message.Event is Notification.StoreOutdated or Notification.LedgerFaultEvent || told.Add(message.MessageId), $"{message.MessageId} was told twice.");
            events.Add(message.Event);
        }

        foreach (var (before, after) in changed)
        {
            var isHeld = after is { IsEnded: false, IsUnknown: false, Hold: not null } && before?.Hold?.Reason != after.Hold.Reason;
            Audit.Demand(isHeld == events.Contains("order-held"), $"{after.Id} was {(isHeld ? "" : "not ")}put on hold, and the messages say otherwise.");
        }

        if (turned is not null)
            Audit.Demand(events.Contains(turned is PauseState.Paused ? "paused" : "resumed"), "The pause changed without a notification.");
    }
}
