namespace BuyOrder.Local.ServiceBus.Queues;

/// <param name="Active">Waiting or being delivered.</param>
/// <param name="Completed">Handled, since the start.</param>
/// <param name="DeadLettered">Set aside: delivered too often, too old, or at a receiver's wish.</param>
/// <param name="Deliveries">Tries to hand a message over, since the start.</param>
internal sealed record QueueFigures(int Active, long Completed, int DeadLettered, long Deliveries);
