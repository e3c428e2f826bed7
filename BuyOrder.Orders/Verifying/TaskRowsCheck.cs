using System.Globalization;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// The rows of the wallet tasks: each as it would be written, held to the hash that its newest record, the state (the open one) or the first
/// record (those that a restart took up anew) has of it, and listed once.
/// </summary>
internal sealed class TaskRowsCheck(TreasuryState state, RecordChainCheck chain, OrderRowsCheck orders)
{
    /// <summary>Takes the next task; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        WalletTask task;
        try
        {
            task = TaskRow.Read(row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        if (!OrderIds.IsTaskId(task.Id) || row.Key != OrderKeys.Task(task.Id))
            return LedgerFault.Value(row, "id", task.Id, row.Key, "the key says that");
        if (row.Values[OrderRow.AttemptsColumn] is not int count || row.Values[OrderRow.AttemptsHashColumn] is not string hash)
            return LedgerFault.Value(row, OrderRow.AttemptsColumn, row.Values[OrderRow.AttemptsColumn], "how many there are", "the row counts its attempts");
        var wanted = TaskRow.Write(task);
        (wanted[OrderRow.AttemptsColumn], wanted[OrderRow.AttemptsHashColumn]) = (count, hash);
        if (RowDifference.First(row, wanted, "that is how a task with these fields is written") is { } fault)
            return fault;
        if (!chain.Orders.TryGetValue(task.Id, out var known))
            chain.Orders.Add(task.Id, known = new KnownOrder(task.Id));
        if (Bound(row, task, known) is { } unbound)
            return unbound;
        known.Take(task, (count, hash));
        return null;
    }

    /// <summary>Takes the next list row; its fault, or null.</summary>
    public LedgerFault? AddListed(TableRow row)
    {
        var id = row.Key[(row.Key.LastIndexOf(':') + 1)..];
        if (!chain.Orders.TryGetValue(id, out var task) || !task.IsTask || !task.HasRow)
        {
            return OrderIds.IsTaskId(id)
                ? LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Task(id), $"row {row.Key} lists it")
                : LedgerFault.Row(row, "there is no such task");
        }

        if (row.Key != OrderKeys.ListedTask(task.CreatedAt, task.Id))
            return LedgerFault.Row(row, $"task {task.Id} is listed as {OrderKeys.ListedTask(task.CreatedAt, task.Id)}");
        task.IsListed = true;
        return RowDifference.First(row, new RowValues { ["taskId"] = task.Id }, "the key says that");
    }

    /// <summary>Call after the last row of both kinds.</summary>
    public LedgerFault? End()
    {
        if (OrderIds.IsTaskId(state.OpenOrderId) && !(chain.Orders.TryGetValue(state.OpenOrderId!, out var open) && open.HasRow))
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Task(state.OpenOrderId!), "the state says that this task is open");
        var tasks = chain.Orders.Values.Where(each => each.IsTask).ToList();
        if (tasks.Find(task => !task.HasRow) is { } lost)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Task(lost.Id), Number($"record {lost.RecordNumber} tells of it"));
        return tasks.Find(task => !task.IsListed) is { } unlisted
            ? LedgerFault.Missing(
                OrderKeys.Partition, OrderKeys.ListedTask(unlisted.CreatedAt, unlisted.Id), $"task {unlisted.Id} is in no list without it")
            : null;
    }

    /// <summary>The hash that is kept elsewhere.</summary>
    private LedgerFault? Bound(TableRow row, WalletTask task, KnownOrder known)
    {
        var hash = RowHash.Of(row.Values);
        if (state.OpenOrderId == task.Id)
        {
            return hash == state.OpenOrderHash
                ? null
                : LedgerFault.Value(row, "the row as a whole", hash, state.OpenOrderHash, "the state holds that hash of the open task");
        }

        if (known.RecordNumber > 0)
        {
            return hash == known.RecordedHash
                ? null
                : LedgerFault.Value(row, "the row as a whole", hash, known.RecordedHash, Number($"record {known.RecordNumber} holds that hash of it"));
        }

        if (chain.Base is not { Event: RecordEvent.Restarted } restart || task.CreatedAt > restart.At)
            return LedgerFault.Row(row, "no record tells of it");
        orders.AddEarlier(task.Id, hash);
        return null;
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
