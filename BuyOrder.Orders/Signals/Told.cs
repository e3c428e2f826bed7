using BuyOrder.Storage;

namespace BuyOrder.Orders.Signals;

/// <summary>How far has been told what no step of an order tells of. The row is replaced in the batch that writes the messages.</summary>
/// <param name="ParametersVersion">The newest version that was told.</param>
/// <param name="RejectedUntil">Messages rejected before it were told.</param>
/// <param name="MissedSlot">The newest slot that was told to be missed; null when none was.</param>
/// <param name="WalletLowSince">Since when the wallet is known to be short; null while it is not.</param>
internal sealed record Told(int ParametersVersion, DateTimeOffset RejectedUntil, DateTimeOffset? MissedSlot, DateTimeOffset? WalletLowSince)
{
    public RowValues Write() => new()
    {
        ["schema"] = RowText.Schema,
        ["parametersVersion"] = ParametersVersion,
        ["rejectedUntil"] = RejectedUntil,
        ["missedSlot"] = MissedSlot,
        ["walletLowSince"] = WalletLowSince,
    };

    public static Told Read(RowValues row)
    {
        row.RequireSchema("How far was told");
        return new Told(row.Int32("parametersVersion"), row.Time("rejectedUntil"), row.TimeOrNull("missedSlot"), row.TimeOrNull("walletLowSince"));
    }
}
