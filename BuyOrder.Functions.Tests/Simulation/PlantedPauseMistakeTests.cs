using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes about the pause: each is put into the engine and must be found.</summary>
public sealed class PlantedPauseMistakeTests(ITestOutputHelper output)
{
    private const string Stored = "Bytes were stored while buying was paused";

    [Fact]
    public void Pause_read_once_for_all_steps_of_an_advance_is_found() =>
        Planted.IsFound(output, 122..800, Stored, () => new Plant
        {
            Decision = decide =>
            {
                bool? paused = null;
                return asked =>
                {
                    paused ??= asked.Paused;
                    var step = decide(asked with { Paused = paused.Value });
                    if (EndsTheAdvance(step))
                        paused = null;
                    return step;
                };
            },
        });

    [Fact]
    public void Pause_seen_only_at_the_next_run_is_found() =>
        Planted.IsFound(output, 44..250, Stored, () => new Plant { Decision = decide => asked => decide(asked with { Paused = false }) });

    [Fact]
    public void Pause_that_a_run_does_not_look_at_is_found() =>
        Planted.IsFound(output, 7..250, "Revenue was reserved while buying was paused", () => new Plant
        {
            Tables = tables => new PlantedTables(tables)
            {
                Read = (_, row) => Task.FromResult<TableRow?>(row.Key == OrderKeys.State ? row with { Values = Unpaused(row.Values) } : row),
            },
        });

    [Fact]
    public void Step_that_writes_over_a_pause_is_found() =>
        Planted.IsFound(output, 146..600, "The pause changed without an audit row", () => new Plant
        {
            Tables = tables => new PlantedTables(tables)
            {
                Write = async (table, writes) =>
                {
                    var newest = await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None);
                    return await PlantedTables.SubmitAsync(table, [.. writes.Select(write =>
                        write is TableWrite.Replace { Key: OrderKeys.State } state ? state with { ETag = newest!.ETag } : write)]);
                },
            },
        });

    /// <summary>After any other step the same call of the engine goes on.</summary>
    private static bool EndsTheAdvance(JobStep step) =>
        step is JobStep.Wait or JobStep.Send or JobStep.PutOnHold or JobStep.NoteMined or JobStep.Settle or JobStep.Fail or JobStep.CallOperator;

    private static RowValues Unpaused(RowValues row) => TreasuryStateRow.Write(TreasuryStateRow.Read(row) with { Pause = new PauseState.Never() });
}
