namespace BuyOrder.Local;

/// <summary>A command line that can't be followed; the message is one line for whoever wrote it.</summary>
internal sealed class LocalOptionsException(string message) : Exception(message);
