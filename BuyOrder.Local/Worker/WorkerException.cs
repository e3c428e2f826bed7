namespace BuyOrder.Local.Worker;

/// <summary>A worker that did not do its part before it was ready.</summary>
internal sealed class WorkerException(string message) : Exception(message);
