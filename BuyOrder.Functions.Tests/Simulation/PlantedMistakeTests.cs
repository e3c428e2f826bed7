using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The simulation is worth something only if it finds mistakes: each of these is put in and must be found.</summary>
public sealed class PlantedMistakeTests
{
    private const int Seeds = 200;

    [Fact]
    public void Hash_that_is_not_stored_before_the_broadcast_is_found() =>
        Finds((_, writes) => Kept(writes, write => !write.Key.StartsWith("t:", StringComparison.Ordinal)));

    [Fact]
    public void Bytes_that_are_not_stored_before_the_broadcast_are_found() =>
        Finds((_, writes) => Kept(writes, write => !write.Key.StartsWith("a:", StringComparison.Ordinal)));

    [Fact]
    public void Batch_that_is_applied_in_part_is_found() =>
        Finds((_, writes) => Kept(writes, write => ReferenceEquals(write, writes[0])));

    [Fact]
    public void Base_that_is_given_back_when_an_order_completes_is_found() => Finds((_, writes) =>
    {
        foreach (var write in writes.OfType<TableWrite.Replace>().Where(write => write.Key == BookKeys.State))
        {
            if (write.Values.TextOrNull("openOrderId") is null)
                write.Values["consumedBaseCents"] = 0L;
        }

        return Kept(writes, _ => true);
    });

    [Fact]
    public void Write_that_ignores_what_others_have_written_is_found() => Finds(async (table, writes) =>
    {
        var forced = new List<TableWrite>();
        foreach (var write in writes)
        {
            var there = await table.ReadAsync(BookKeys.Partition, write.Key, CancellationToken.None);
            forced.Add(write is TableWrite.Replace replace && there is not null ? replace with { ETag = there.ETag } : write);
        }

        return forced;
    });

    private static Task<IReadOnlyList<TableWrite>> Kept(IReadOnlyList<TableWrite> writes, Func<TableWrite, bool> isKept) =>
        Task.FromResult<IReadOnlyList<TableWrite>>([.. writes.Where(isKept)]);

    private static void Finds(Func<ITable, IReadOnlyList<TableWrite>, Task<IReadOnlyList<TableWrite>>> mistake) =>
        SimulationTests.Alone(() => Assert.Contains(Enumerable.Range(1, Seeds), seed => Record.Exception(
            () => new World(seed, plant: new Plant { Tables = tables => new PlantedTables(tables, mistake) }).Run()) is SimulationException));
}
