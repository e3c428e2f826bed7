namespace BuyOrder.Simulation;

/// <summary>Something that must never be has come to be.</summary>
internal sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
