using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>An order store from before the pause was kept in it: what its parameters said of it is moved there once.</summary>
public sealed class MovedPauseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_of_an_earlier_version_is_read_as_its_parameters_say_and_a_start_moves_it_once(bool paused)
    {
        var tables = await OpenedAsync(paused);
        await OpenedOrders.ChangeAsync(tables, state => state with { Pause = new PauseState.Unmoved() }, Cancellation);
        Assert.Null((await StateAsync(tables)).Values["pause"]);

        Assert.Equal(paused, (await new OrderStore(tables).LoadAsync(Cancellation)).State.IsPaused);
        Assert.Equal(paused, (await new OrderQueries(tables).ReadStateAsync(Cancellation)).IsPaused);
        await OpenedOrders.OpenAsync(tables, TimeProvider.System, Cancellation);
        var moved = await StateAsync(tables);
        await OpenedOrders.OpenAsync(tables, TimeProvider.System, Cancellation);

        Assert.Equal(paused ? "on" : "off", moved.Values["pause"]);
        Assert.Equal(paused ? "deployment" : null, moved.Values["pauseBy"]);
        Assert.Equal(moved.ETag, (await StateAsync(tables)).ETag);
    }

    [Fact]
    public async Task Service_that_was_resumed_does_not_begin_paused_again_at_its_next_start()
    {
        var tables = await OpenedAsync(paused: true);
        Assert.IsType<PauseState.Paused>((await new OrderQueries(tables).ReadStateAsync(Cancellation)).Pause);
        var resumed = new PauseState.Resumed(new PauseChange(DateTimeOffset.UnixEpoch, "operator", "all is well"));
        await OpenedOrders.ChangeAsync(tables, state => state with { Pause = resumed }, Cancellation);

        await OpenedOrders.OpenAsync(tables, TimeProvider.System, Cancellation);

        Assert.Equal(resumed, (await new OrderStore(tables).LoadAsync(Cancellation)).State.Pause);
    }

    [Fact]
    public async Task State_that_was_edited_gets_no_new_hash_by_a_start()
    {
        var tables = await OpenedAsync(paused: false);
        var row = await StateAsync(tables);
        var edited = row.Values.Copy();
        edited["pause"] = null;
        await tables.Table(OrderKeys.Table).SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], Cancellation);
        var before = await StateAsync(tables);

        await OpenedOrders.OpenAsync(tables, TimeProvider.System, Cancellation);

        Assert.Equal(before.ETag, (await StateAsync(tables)).ETag);
        await Assert.ThrowsAsync<LedgerFaultException>(() => new OrderStore(tables).LoadAsync(Cancellation));
    }

    private static async Task<MemoryTableStore> OpenedAsync(bool paused)
    {
        var tables = new MemoryTableStore();
        await tables.CreateMissingAsync([ParameterStore.TableName], Cancellation);
        await new ParameterStore(tables, TimeProvider.System).InitialiseAsync(EngineBench.Parameters with { Paused = paused }, Cancellation);
        Assert.Null(await OpenedOrders.OpenAsync(tables, TimeProvider.System, Cancellation));
        return tables;
    }

    private static async Task<TableRow> StateAsync(MemoryTableStore tables) =>
        (await tables.Table(OrderKeys.Table).ReadAsync(OrderKeys.Partition, OrderKeys.State, Cancellation))!;
}
