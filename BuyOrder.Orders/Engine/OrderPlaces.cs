using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>
/// The places of orders among all that count, found in the record chain: a few times log n point reads, however many orders there are.
/// </summary>
/// <remarks>
/// One order is reserved at a time, and the next one only when it has ended: orders complete in the order in which they were placed. So the
/// n-th order that ever completed has its place for good; it stops counting only if it is undone and fails then, and those few are named in
/// every record.
/// </remarks>
internal sealed class OrderPlaces(OrderQueries book, RecordSearch records)
{
    /// <summary>Records of other orders that end while one is open: a handful were ever undone.</summary>
    private const int MaxStepsToReservation = 1_000;

    private readonly HashSet<string> failedLate = [.. Ids(records.Newest.LateFailures)];

    /// <summary>The first order that counts and covers an entry; null when none has used it yet.</summary>
    /// <exception cref="InvalidDataException">The records do not tell: the order may be from before there were any.</exception>
    public async Task<Order?> FundedByAsync(int shard, long sequence, CancellationToken cancellation)
    {
        var settled = await records.FirstAsync(record => Covers(record.SettledCutOff, shard, sequence), cancellation);
        while (settled is not null && failedLate.Contains(OrderOf(settled).Id))
        {
            var next = EverCompleted(settled) + 1;
            settled = await records.FirstAsync(record => EverCompleted(record) >= next, cancellation);
        }

        var first = await records.ReadAsync(1, cancellation);
        var ids = settled is null
            ? Ids(first.Sums.UndoneOrders).Concat(Ids(records.Newest.Sums.OpenOrderId ?? "").Where(OrderIds.IsOrderId))
            : Ids(first.Sums.UndoneOrders).Append(OrderOf(settled).Id);
        Order? found = null;
        foreach (var id in ids.Where(id => !failedLate.Contains(id)))
        {
            var order = await FindCountingAsync(id, cancellation);
            if (Covers(order.CutOff, shard, sequence) && (found is null || order.CreatedAt < found.CreatedAt))
                found = order;
        }

        return found;
    }

    /// <summary>The order that counts before this one, and what all before it have consumed.</summary>
    /// <exception cref="InvalidDataException">The records do not tell: an order may be from before there were any.</exception>
    public async Task<(Order? Previous, Zar ConsumedBefore)> BeforeAsync(Order order, CancellationToken cancellation)
    {
        var reserved = await ReservationAsync(order, cancellation);
        var consumed = reserved.Sums.ConsumedBase - order.RevenueBase;
        foreach (var id in failedLate.Except(Ids(reserved.LateFailures)).Where(id => id != order.Id))
        {
            if (await book.FindOrderAsync(id, cancellation) is { } failed && failed.CreatedAt <= order.CreatedAt)
                consumed -= failed.RevenueBase;
        }

        for (var place = EverCompleted(reserved); place > 0; place--)
        {
            var completed = OrderOf((await records.FirstAsync(record => EverCompleted(record) >= place, cancellation))!);
            if (!failedLate.Contains(completed.Id))
                return (await FindCountingAsync(completed.Id, cancellation), consumed);
        }

        return (null, consumed);
    }

    /// <summary>Reservations lie in the order of their moments.</summary>
    private async Task<TreasuryRecord> ReservationAsync(Order order, CancellationToken cancellation)
    {
        var found = await records.FirstAsync(
            async record => await NewestReservationAsync(record, cancellation) is { } reserved && reserved.At >= order.CreatedAt, cancellation);
        return found is { Event: RecordEvent.Reserved } && found.Order?.Id == order.Id
            ? found
            : throw new InvalidDataException($"There is no record where the reservation of {order.Id} should be.");
    }

    /// <summary>Most often the record itself or the one before it.</summary>
    private async Task<TreasuryRecord?> NewestReservationAsync(TreasuryRecord record, CancellationToken cancellation)
    {
        for (var step = 0; step < MaxStepsToReservation; step++)
        {
            if (record.Event == RecordEvent.Reserved)
                return record;
            if (record.Number == 1)
                return null;
            record = await records.ReadAsync(record.Number - 1, cancellation);
        }

        throw new InvalidDataException($"{MaxStepsToReservation} records in a row are no reservation.");
    }

    private async Task<Order> FindCountingAsync(string id, CancellationToken cancellation) =>
        await book.FindOrderAsync(id, cancellation) is { } order && OrderChain.Counts(order)
            ? order
            : throw new InvalidDataException($"Order {id} has failed since the records were read, or is missing.");

    /// <summary>An undone order stays among them, also when it fails: this only grows.</summary>
    private static long EverCompleted(TreasuryRecord record) =>
        record.Sums.Completed + Ids(record.Sums.UndoneOrders).Length + Ids(record.LateFailures).Length;

    private static RecordedOrder OrderOf(TreasuryRecord record) =>
        record.Order ?? throw new InvalidDataException($"Record {record.Number} tells of no order: those before it are not recorded one by one.");

    private static bool Covers(IReadOnlyList<long> cutOff, int shard, long sequence) => shard < cutOff.Count && cutOff[shard] >= sequence;

    private static string[] Ids(string ids) => ids.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
