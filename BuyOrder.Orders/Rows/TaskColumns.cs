using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>The columns in which a task's row and its records keep what it does and what it did.</summary>
internal static class TaskColumns
{
    private const string Sweep = "Sweep";
    private const string Revoke = "RevokeAllowance";

    public static void Write(RowValues row, TaskAction action, TaskOutcome? outcome)
    {
        var (sweep, revoke) = (action as TaskAction.Sweep, action as TaskAction.Revoke);
        row["taskKind"] = sweep is not null ? Sweep : Revoke;
        row["taskUnits"] = sweep is null ? null : RowText.Of(sweep.Units);
        row["taskAskedCents"] = sweep?.Asked?.Cents;
        row["taskReceiver"] = sweep?.Receiver.ToString();
        row["taskSpender"] = revoke?.Spender.ToString();
        row["transactionHash"] = outcome?.TransactionHash.ToString();
        row["blockNumber"] = outcome?.BlockNumber;
        row["blockHash"] = outcome?.BlockHash.ToString();
        row["leftUnits"] = outcome is null ? null : RowText.Of(outcome.LeftUnits);
        row["arrivedUnits"] = outcome is null ? null : RowText.Of(outcome.ArrivedUnits);
    }

    public static TaskAction ReadAction(RowValues row) => row.Text("taskKind") switch
    {
        Sweep => new TaskAction.Sweep(row.BigInteger("taskUnits"), row.Int64OrNull("taskAskedCents") is { } cents ? new Zar(cents) : null, RowChain.Address(row, "taskReceiver")),
        Revoke => new TaskAction.Revoke(RowChain.Address(row, "taskSpender")),
        var other => throw new InvalidDataException($"Property taskKind is '{other}': it can be {Sweep} or {Revoke}."),
    };

    public static TaskOutcome? ReadOutcome(RowValues row) => row["transactionHash"] is null
        ? null
        : new TaskOutcome(
            RowChain.Hash(row, "transactionHash"),
            row.Int64("blockNumber"),
            RowChain.Hash(row, "blockHash"),
            row.BigInteger("leftUnits"),
            row.BigInteger("arrivedUnits"));
}
