using BuyOrder.Domain;

namespace BuyOrder.Functions.Hosting;

/// <summary>The start-up work (tables, ledger, parameters) is not done, because the storage cannot be reached.</summary>
internal sealed class NotReadyException(Exception inner)
    : OutageException("The app is still starting: its storage cannot be reached yet.", inner)
{
    public override string Explanation => Message;
}
