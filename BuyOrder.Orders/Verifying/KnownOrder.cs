using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Verifying;

/// <summary>What a verification keeps of each order and each wallet task while it goes through the rows: a few hundred bytes.</summary>
internal sealed class KnownOrder(string id)
{
    public string Id { get; } = id;

    /// <summary>Whether it is a wallet task, which counts in no sum and is in no list of orders.</summary>
    public bool IsTask { get; } = OrderIds.IsTaskId(id);

    /// <summary>Its newest record; 0 for none.</summary>
    public long RecordNumber { get; init; }

    /// <summary>What that record says of the row; let go once the row has come.</summary>
    public string? RecordedHash { get; set; }

    /// <summary>The base and the spend that its records name.</summary>
    public (Zar Base, Zar Spend) Recorded { get; init; }

    /// <summary>Of its oldest record: the row before it, as it was when the chain began; null when that record is its reservation.</summary>
    public string? HashAtStart { get; set; }

    /// <summary>Whether it was reserved since the chain began.</summary>
    public bool IsReservedInChain { get; set; }

    public bool HasRow { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public JobStatus Status { get; private set; }

    public bool WasUndone { get; private set; }

    public Zar Base { get; private set; }

    public Zar Spend { get; private set; }

    public Zar RevenueTotal { get; private set; }

    public (long Number, Hash256 Hash)? Block { get; private set; }

    /// <summary>How many attempts its row counts, with the hash over them; null for an order from before this was kept.</summary>
    public (int Count, string Hash)? Attempts { get; set; }

    public bool HasAttempts { get; set; }

    public bool IsListed { get; set; }

    public bool IsWatched { get; set; }

    /// <summary>Takes what the row of a task says.</summary>
    public void Take(WalletTask task, (int Count, string Hash)? attempts)
    {
        (HasRow, CreatedAt, EndedAt, Status) = (true, task.CreatedAt, task.EndedAt, task.Status);
        (Attempts, RecordedHash) = (attempts, null);
    }

    /// <summary>Takes what the row says.</summary>
    public void Take(Order order, (int Count, string Hash)? attempts)
    {
        (HasRow, CreatedAt, EndedAt, Status) = (true, order.CreatedAt, order.EndedAt, order.Status);
        (WasUndone, Base, Spend, RevenueTotal) = (order.TimesUndone > 0, order.RevenueBase, order.Spend, order.RevenueTotal);
        Block = order is { Status: JobStatus.Completed, Purchase: { } purchase } ? (purchase.BlockNumber, purchase.BlockHash) : null;
        (Attempts, RecordedHash) = (attempts, null);
    }
}
