using System.Globalization;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The attempts, those of one order after the other: each as it would be written, and together as the order's row counts and hashes them.</summary>
internal sealed class AttemptRowsCheck(IReadOnlyDictionary<string, KnownOrder> orders, TransactionRowsCheck transactions)
{
    private readonly List<string> hashes = [];
    private KnownOrder? order;

    /// <summary>Takes the next attempt; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        Attempt attempt;
        try
        {
            attempt = AttemptRow.Read(row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        var ids = row.Key.Split(':');
        if (ids.Length != 3 || !orders.TryGetValue(ids[1], out var owner))
            return LedgerFault.Row(row, "there is no such order");
        if (row.Key != OrderKeys.Attempt(owner.Id, attempt.Number))
            return LedgerFault.Value(row, "number", attempt.Number, row.Key, "the key says that");
        if (owner != order)
        {
            if (EndOrder() is { } fault)
                return fault;
            (order, owner.HasAttempts) = (owner, true);
        }

        var number = hashes.Count + 1;
        if (row.Key != OrderKeys.Attempt(owner.Id, number))
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Attempt(owner.Id, number), $"row {row.Key} follows it");
        if (RowDifference.First(row, AttemptRow.Write(attempt), "that is how an attempt with these fields is written") is { } difference)
            return difference;
        hashes.Add(RowHash.Of(row.Values));
        transactions.Expect(attempt.TransactionHash, owner, number);
        return null;
    }

    /// <summary>Call after the last attempt.</summary>
    public LedgerFault? End() => EndOrder()
        ?? (orders.Values.FirstOrDefault(each => each is { HasAttempts: false, Attempts.Count: > 0 }) is { } without
            ? LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Attempt(without.Id, 1), $"order {without.Id} counts {Text(without.Attempts!.Value.Count)} attempts")
            : null);

    private LedgerFault? EndOrder()
    {
        if (order is not { } ended)
            return null;
        var (count, hash) = (hashes.Count, RowHash.Of(hashes));
        hashes.Clear();
        order = null;
        if (ended.Attempts is not { } kept)
            return null;
        if (count < kept.Count)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Attempt(ended.Id, count + 1), $"order {ended.Id} counts {Text(kept.Count)} attempts");
        if (count > kept.Count)
            return LedgerFault.Value(OrderKeys.Partition, OrderKeys.Job(ended.Id), OrderRow.AttemptsColumn, kept.Count, count, "the number of the order's attempts now");
        ended.Attempts = (count, "");
        return hash == kept.Hash
            ? null
            : LedgerFault.Value(OrderKeys.Partition, OrderKeys.Job(ended.Id), OrderRow.AttemptsHashColumn, kept.Hash, hash, "the attempts as they are now give that");
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
