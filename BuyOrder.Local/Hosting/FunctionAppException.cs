namespace BuyOrder.Local.Hosting;

/// <summary>The app folder holds something that this host can't run; the message names the file and what is wrong.</summary>
internal sealed class FunctionAppException(string message, Exception? inner = null) : Exception(message, inner);
