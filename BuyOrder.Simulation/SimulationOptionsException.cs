namespace BuyOrder.Simulation;

/// <summary>The command line cannot be followed; the message is one line for whoever typed it.</summary>
internal sealed class SimulationOptionsException(string message) : Exception(message);
