using BuyOrder.Functions.Tests.Simulation;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Simulation.Troubles;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>
/// Plays every scenario with the code of today. <c>BUYORDER_FIXTURES</c> names a folder to write the stores to; those in Stores/ were
/// written so by commit 01d41cf, and are never written again.
/// </summary>
public sealed class FixtureWriterTests
{
    private const int MaxBytes = 512 * 1024;

    public static TheoryData<string> Names => [.. OrderScenarios.All.Keys, .. OperatorScenarios.All.Keys, "ledger", "ledger-fault"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Store_of_a_scenario_is_written_and_read_without_a_loss(string name)
    {
        Fixture? written = null;

        SimulationTests.Alone(() => written = Play(name).GetAwaiter().GetResult());
        var text = written!.Write();
        var read = Fixture.Read(name, text);

        Assert.Equal(text, read.Write());
        Assert.InRange(text.Length, 1, MaxBytes);
        if (Environment.GetEnvironmentVariable("BUYORDER_FIXTURES") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name + ".json"), text);
        Assert.Contains(name, Fixture.Names);
    }

    private static async Task<Fixture> Play(string name)
    {
        if (OrderScenarios.All.TryGetValue(name, out var scenario) || OperatorScenarios.All.TryGetValue(name, out scenario))
            return await TakeAsync(name, scenario.Description, scenario.Play());
        if (name == "ledger-fault")
        {
            var system = CalmOrders.Began();
            system.Settle("m-1");
            await LedgerScenarios.FaultAsync(system);
            return await TakeAsync(name, "The newest verification found an edited entry, which is mended since; the alarm is not sent yet.", system);
        }

        var parameters = new Office(new CalmSystem(new(1_00)).Tables, TimeProvider.System) { Changed = _ => { } }.Parameters;
        var (store, time) = await LedgerScenarios.LedgerAsync(parameters);
        const string Description = "Revenue of all kinds, rates, and rejected messages that are open, replayed and discarded; no order book.";
        return new Fixture(name, Description, time, LedgerScenarios.ShardCount, null, await StoredTables.TakeAsync(store));
    }

    private static async Task<Fixture> TakeAsync(string name, string description, CalmSystem system) => new(
        name, description, system.Time, 1, StoredChain.Take(system.Chain, system.Node.Pool), await StoredTables.TakeAsync(system.Tables));
}
