namespace BuyOrder.Testing.Scale;

/// <summary>What a deployment got done in the time played.</summary>
/// <param name="EntriesPerSecond">New entries.</param>
/// <param name="Transactions">Transactions sent.</param>
/// <param name="Refused">Of them: another writer had changed the head.</param>
/// <param name="Throttled">Of them: a limit of the service was reached.</param>
internal sealed record ScaleResult(int EntriesPerSecond, int Transactions, int Refused, int Throttled);
