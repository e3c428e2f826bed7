using BuyOrder.Domain.Orders;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Simulation.Processes;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// Where the operator cancels orders: an instance that does nothing else, so that it happens while the others are anywhere. Its chances are its
/// own: worlds without cancels go as they did before there was such a thing.
/// </summary>
/// <param name="seed">Decides when.</param>
/// <param name="onCall">Who does it.</param>
/// <param name="book">As it is stored.</param>
/// <param name="start">Starts an instance.</param>
internal sealed class CancelDesk(int seed, Operator onCall, BookCopy book, Func<SimulatedProcess> start)
{
    private const int OneIn = 25;
    private const int EndedOneIn = 4;

    private readonly Random random = new(~seed);
    private SimulatedProcess? process;

    public Action<string>? Tell { get; init; }

    /// <summary>Before each step of the world; in the middle of a step of the engine too, while calls of it wait.</summary>
    public void Meanwhile()
    {
        if (random.Next(OneIn) != 0 || Which() is not { } order)
            return;
        if (process is null or { IsDead: true })
            process = start();
        if (process.Doing is not null)
            return;
        Tell?.Invoke($"{process.Name}: the operator cancels {order.Id}");
        process.Begin(onCall.Cancel(order.Id));
    }

    public void TryFinish() => process?.TryFinish();

    /// <summary>The open one; now and then one that has ended.</summary>
    private Order? Which()
    {
        if (book.Open is { } open)
            return open;
        return book.Orders.Count > 0 && random.Next(EndedOneIn) == 0 ? book.Orders.ElementAt(random.Next(book.Orders.Count)) : null;
    }
}
