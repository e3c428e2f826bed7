namespace BuyOrder.Functions.Hosting;

/// <summary>The start can never succeed with these settings on this storage; the message is one line for the operator.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
