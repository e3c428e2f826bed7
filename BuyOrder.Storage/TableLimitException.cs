namespace BuyOrder.Storage;

/// <summary>A row or batch breaks a limit of the service; nothing was sent.</summary>
internal sealed class TableLimitException(string message) : Exception(message);
