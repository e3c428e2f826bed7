using BuyOrder.Domain.Orders;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>A wallet task as a row, and back.</summary>
internal static class TaskRow
{
    public static RowValues Write(WalletTask task)
    {
        var row = new RowValues
        {
            ["schema"] = RowText.Schema,
            ["id"] = task.Id,
            ["requestedBy"] = task.RequestedBy,
            ["why"] = task.Why,
            ["createdAt"] = task.CreatedAt,
            ["stablecoin"] = task.Stablecoin.ToString(),
            ["wallet"] = task.Wallet.ToString(),
            ["keyId"] = task.KeyId,
            ["status"] = task.Status.ToString(),
            ["phase"] = task.Phase.ToString(),
            ["retry"] = task.Retry,
            ["reason"] = task.Reason?.Value,
            ["gasSpentWei"] = RowText.Of(task.GasSpentWei),
            ["endedAt"] = task.EndedAt,
            ["recordNumber"] = task.RecordNumber == 0 ? null : task.RecordNumber,
            ["holds"] = task.Holds == 0 ? null : task.Holds,
        };
        TaskColumns.Write(row, task.Action, task.Outcome);
        OrderRow.WriteHold(row, task.Hold);
        OrderRow.WriteCancel(row, task.CancelRequested);
        return row;
    }

    public static WalletTask Read(RowValues row)
    {
        row.RequireSchema("A wallet task");
        return new WalletTask
        {
            Id = row.Text("id"),
            RequestedBy = row.Text("requestedBy"),
            Why = row.Text("why"),
            CreatedAt = row.Time("createdAt"),
            Stablecoin = RowChain.Address(row, "stablecoin"),
            Wallet = RowChain.Address(row, "wallet"),
            KeyId = row.Text("keyId"),
            Action = TaskColumns.ReadAction(row),
            Status = row.Name<JobStatus>("status"),
            Phase = row.Name<JobPhase>("phase"),
            Retry = row.Int32("retry"),
            Hold = OrderRow.ReadHold(row),
            Holds = row["holds"] is null ? 0 : row.Int32("holds"),
            Reason = row.ReasonOrNull("reason"),
            CancelRequested = OrderRow.ReadCancel(row),
            Outcome = TaskColumns.ReadOutcome(row),
            GasSpentWei = row.BigInteger("gasSpentWei"),
            EndedAt = row.TimeOrNull("endedAt"),
            RecordNumber = row.Int64OrNull("recordNumber") ?? 0,
        };
    }
}
