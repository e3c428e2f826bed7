namespace BuyOrder.Orders.Chain;

/// <summary>The nodes serve another chain than the settings name, or the contracts are not there. Nothing may be signed.</summary>
internal sealed class ChainMismatchException(string message) : Exception(message);
