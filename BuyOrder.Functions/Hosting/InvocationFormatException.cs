namespace BuyOrder.Functions.Hosting;

/// <summary>A call that does not have the form in which the Functions host calls.</summary>
internal sealed class InvocationFormatException(string message, Exception? inner = null) : Exception(message, inner);
