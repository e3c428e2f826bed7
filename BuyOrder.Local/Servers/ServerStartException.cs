namespace BuyOrder.Local.Servers;

/// <summary>A local server or tool could not be started; the message says why in words for whoever ran the command.</summary>
internal sealed class ServerStartException(string message, Exception? inner = null) : Exception(message, inner);
