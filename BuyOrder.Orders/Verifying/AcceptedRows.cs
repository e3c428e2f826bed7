using BuyOrder.Storage;

namespace BuyOrder.Orders.Verifying;

/// <summary>Rows of parameters and rates that were edited, and that an operator has accepted as they are: the audit of that names each with its hash.</summary>
internal static class AcceptedRows
{
    public static string Evidence(TableRow row) => $"{row.Partition}/{row.Key}={RowHash.Of(row.Values)}";
}
