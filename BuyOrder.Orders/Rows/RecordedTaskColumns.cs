using BuyOrder.Domain.Treasury;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>What a record keeps of the wallet task that it is about, as columns.</summary>
internal static class RecordedTaskColumns
{
    /// <summary>Of the task's row after the event.</summary>
    public const string HashColumn = "taskHash";

    public static void Write(RowValues row, RecordedTask task)
    {
        row["taskId"] = task.Id;
        row["taskWallet"] = task.Wallet.ToString();
        row["taskGasWei"] = RowText.Of(task.GasSpentWei);
        row[HashColumn] = task.RowHash;
        row["taskHashBefore"] = task.RowHashBefore;
        TaskColumns.Write(row, task.Action, task.Outcome);
    }

    /// <summary>Null in a record that is about none.</summary>
    public static RecordedTask? Read(RowValues row) => row.TextOrNull("taskId") is { } id
        ? new RecordedTask(
            id,
            TaskColumns.ReadAction(row),
            RowChain.Address(row, "taskWallet"),
            TaskColumns.ReadOutcome(row),
            row.BigInteger("taskGasWei"),
            row.Text(HashColumn),
            row.TextOrNull("taskHashBefore"))
        : null;
}
