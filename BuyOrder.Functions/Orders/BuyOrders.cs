namespace BuyOrder.Functions.Orders;

/// <summary>The service behind every trigger that has to do with orders.</summary>
internal sealed class BuyOrders(OrderBook book)
{
    /// <summary>Looks whether to buy; reserves an order if so, and advances it as far as it goes without waiting.</summary>
    public Task<RunResult> RunAsync(RunRequest request, CancellationToken cancellation) => throw new InvalidOperationException($"{book}");

    /// <summary>The same decision on the same facts, with nothing written and nothing sent.</summary>
    public Task<RunResult> PreviewAsync(RunRequest request, CancellationToken cancellation) => throw new InvalidOperationException($"{book}");

    /// <summary>Runs the newest slot that is due and not finished; null when none is.</summary>
    public Task<RunResult?> RunDueSlotAsync(CancellationToken cancellation) => throw new InvalidOperationException($"{book}");

    /// <summary>Takes the open order as far as it goes without waiting. Safe at any time, from any instance.</summary>
    public Task AdvanceAsync(CancellationToken cancellation) => throw new InvalidOperationException($"{book}");
}
