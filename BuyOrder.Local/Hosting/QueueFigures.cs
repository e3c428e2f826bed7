namespace BuyOrder.Local.Hosting;

/// <param name="Active">Waiting or being delivered.</param>
/// <param name="Completed">Handled, since the start.</param>
/// <param name="DeadLettered">Given up after too many deliveries.</param>
/// <param name="Deliveries">Tries to hand a message over, since the start.</param>
internal sealed record QueueFigures(int Active, long Completed, int DeadLettered, long Deliveries);
