using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Simulation.Auditing;

/// <summary>The order store as it was written, row by row; what must never change in it is held against it at each write.</summary>
internal sealed class BookCopy(Coverage coverage)
{
    private readonly Dictionary<string, Order> orders = [];
    private readonly Dictionary<string, WalletTask> tasks = [];
    private readonly Dictionary<string, Attempt> attempts = [];
    private readonly Dictionary<Hash256, string> owners = [];

    public TreasuryState State { get; private set; } = new();

    public IReadOnlyCollection<Order> Orders => orders.Values;

    public IReadOnlyCollection<WalletTask> Tasks => tasks.Values;

    public IReadOnlyCollection<Attempt> Attempts => attempts.Values;

    public bool IsIdle => State.OpenOrderId is null;

    /// <summary>The order or the wallet task that is open.</summary>
    public Job? OpenJob => State.OpenOrderId is { } id ? FindJob(id) : null;

    public Order? Open => State.OpenOrderId is { } id ? orders.GetValueOrDefault(id) : null;

    public Order? Find(string id) => orders.GetValueOrDefault(id);

    public Job? FindJob(string id) => OrderIds.IsTaskId(id) ? tasks.GetValueOrDefault(id) : Find(id);

    public string? OwnerOf(Hash256 hash) => owners.GetValueOrDefault(hash);

    public IEnumerable<Attempt> AttemptsOf(string id) =>
        attempts.Where(pair => pair.Key.StartsWith(OrderKeys.AttemptsFrom(id), StringComparison.Ordinal)).Select(pair => pair.Value);

    /// <summary>Takes over one write, and notes what it changed.</summary>
    public void Take(TableWrite write, Changes changes)
    {
        var values = write switch
        {
            TableWrite.Insert insert => insert.Values,
            TableWrite.Replace replace => replace.Values,
            _ => null,
        };
        switch (write.Key[..2])
        {
            case "st" when values is not null:
                Take(TreasuryStateRow.Read(values));
                break;
            case "o:" when values is not null:
                var order = OrderRow.Read(values);
                changes.Jobs.Add((orders.GetValueOrDefault(order.Id), order));
                Take(order);
                break;
            case "k:" when values is not null:
                var task = TaskRow.Read(values);
                changes.Jobs.Add((tasks.GetValueOrDefault(task.Id), task));
                tasks[task.Id] = task;
                break;
            case "a:" when values is not null:
                var id = write.Key[2..write.Key.LastIndexOf(':')];
                var attempt = AttemptRow.Read(values);
                if (Take(write.Key, attempt))
                    changes.Attempts.Add((FindJob(id)!, attempt));
                break;
            case "t:" when values is not null:
                var (hash, owner) = (Hash256.Parse(write.Key[2..]), values.Text("orderId"));
                Audit.Demand(owners.TryAdd(hash, owner) || owners[hash] == owner, "A hash changed its owner.");
                break;
            case "r:" when values is not null:
                coverage.Count(new ReasonCode(values.Text("outcome")));
                break;
            case "st" or "o:" or "k:" or "a:" or "t:" or "r:":
                throw new SimulationException($"{write.Key} was deleted.");
        }
    }

    private void Take(TreasuryState next)
    {
        Audit.Demand(next.HighWaterBlock >= State.HighWaterBlock, "The high-water mark went down.");
        State = next;
    }

    private void Take(Order order)
    {
        Audit.Demand(
            !orders.TryGetValue(order.Id, out var before) || IsAsReserved(before, order), $"{order.Id}: what was frozen at its reservation changed.");
        orders[order.Id] = order;
    }

    private bool Take(string key, Attempt attempt)
    {
        var isNew = !attempts.TryGetValue(key, out var before);
        Audit.Demand(
            isNew || (before!.TransactionHash == attempt.TransactionHash && before.SignedBytes.Span.SequenceEqual(attempt.SignedBytes.Span)
                && before.Nonce == attempt.Nonce && before.Retry == attempt.Retry && before.Kind == attempt.Kind),
            $"{key}: an attempt was written over.");
        attempts[key] = attempt;
        return isNew;
    }

    private static bool IsAsReserved(Order before, Order after) =>
        (before.Day, before.Spend, before.SpendUnits, before.RevenueBase, before.Allocation, before.RateBps, before.ParametersVersion)
            == (after.Day, after.Spend, after.SpendUnits, after.RevenueBase, after.Allocation, after.RateBps, after.ParametersVersion)
        && (before.Wallet, before.KeyId, before.Recipient, before.CreatedAt, before.Trigger, before.RequestedBy, before.Note)
            == (after.Wallet, after.KeyId, after.Recipient, after.CreatedAt, after.Trigger, after.RequestedBy, after.Note)
        && (before.RevenueTotal, before.LedgerRoot, before.Quote with { Choice = null }) == (after.RevenueTotal, after.LedgerRoot, after.Quote with { Choice = null })
        && (before.Quote.Choice?.Candidates ?? []).SequenceEqual(after.Quote.Choice?.Candidates ?? [])
        && before.CutOff.SequenceEqual(after.CutOff);
}
