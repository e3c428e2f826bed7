namespace BuyOrder.Orders.Verifying;

/// <summary>What operators have decided about outflows.</summary>
/// <param name="ByWallet">The last block up to which an operator has accepted what others did with a wallet's key.</param>
/// <param name="Restarted">The last block that a restart of the records has looked at, which counted all outflows up to it as consumed; -1 for none.</param>
internal sealed record AcceptedOutflows(IReadOnlyDictionary<string, long> ByWallet, long Restarted)
{
    /// <summary>When the newest restart was.</summary>
    public DateTimeOffset RestartedAt { get; init; }

    /// <summary>Whether an operator had the order's spend counted with all others, whatever the chain showed of it.</summary>
    public bool Covers(ExpectedOutflow purchase) => Restarted >= 0 && purchase.EndedAt <= RestartedAt;
}
