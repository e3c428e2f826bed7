using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Orders;

public sealed class BookStoreTests
{
    [Fact]
    public async Task Book_is_read_again_when_a_step_falls_between_its_rows()
    {
        var tables = new MemoryTableStore();
        var cancellation = TestContext.Current.CancellationToken;
        await tables.CreateMissingAsync([BookKeys.Table], cancellation);
        var other = new BookStore(tables);
        var order = OrderExamples.Reserved();
        var run = new RunRecord(
            "run", OrderExamples.Noon, OrderTrigger.Manual, "operator", null, Domain.ReasonCode.Ordered, null, order.Id, null);
        var reserved = await other.ReserveAsync(await other.LoadAsync(cancellation), new BookState().Reserve(order), order, run, cancellation);

        var step = new BookStep(reserved!.State.Seen(7), order.Prepared()) { NewAttempt = OrderExamples.Attempt(AttemptKind.Swap, nonce: 5) };
        var torn = new StepBeforeQuery(tables, () => other.StepAsync(reserved, step, cancellation));
        var read = await new BookStore(torn).LoadAsync(cancellation);

        Assert.Equal(OrderPhase.Prepared, read.Order!.Phase);
        Assert.Equal(7, read.State.HighWaterBlock);
        Assert.Single(read.Attempts);
    }

    /// <summary>Somebody else takes a step after the order was read, before its attempts are.</summary>
    private sealed class StepBeforeQuery(ITableStore tables, Func<Task> step) : ITableStore, ITable
    {
        private readonly ITable table = tables.Table(BookKeys.Table);
        private bool done;

        public ITable Table(string name) => this;

        public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => Task.CompletedTask;

        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            table.ReadAsync(partition, key, cancellation);

        public async Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
        {
            if (!done)
                await step();
            done = true;
            return await table.QueryAsync(query, cancellation);
        }

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            table.SubmitAsync(partition, writes, cancellation);
    }
}
