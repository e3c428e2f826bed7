namespace BuyOrder.Simulation;

/// <summary>The command line cannot be followed; the message says why in one line.</summary>
internal sealed class SimulationOptionsException(string message) : Exception(message);
