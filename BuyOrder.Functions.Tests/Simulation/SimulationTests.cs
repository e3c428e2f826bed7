using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>
/// Seeded scenarios of the order engine under faults. <c>BUYORDER_SIMULATION_SEEDS</c> sets how many, <c>BUYORDER_SIMULATION_FROM</c> the
/// first; a failure names its seed and comes with its trace.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 10_000;

    /// <summary>With this many scenarios everything happens that can; with fewer the count is only shown.</summary>
    private const int EnoughForAll = 10_000;

    /// <summary>Nothing that happens in these worlds leads to them: an old copy of the store,
    /// an engine that builds what it must not, a finality that is broken, a contract that changes on the right chain.</summary>
    private static readonly ReasonCode[] OutOfReach =
    [
        ReasonCode.SigningRefused, ReasonCode.PurchaseMismatch, ReasonCode.PurchaseUndone, ReasonCode.StoreOutdated,
        ReasonCode.ContractChanged, ReasonCode.ImplausibleRevenue, ReasonCode.TransferMismatch,
    ];

    [Fact]
    public void Every_order_ends_rightly_under_every_fault()
    {
        var from = Setting("BUYORDER_SIMULATION_FROM", 1);
        var seeds = Setting("BUYORDER_SIMULATION_SEEDS", DefaultSeeds);

        var campaign = new Campaign(from, seeds, TimeSpan.MaxValue);
        campaign.Run();

        output.WriteLine($"{campaign.Coverage}{Environment.NewLine}Counted: simulation: {campaign.Summary}");
        if (campaign.Failure is var (seed, _))
        {
            var (trace, error) = Campaign.Replay(seed);
            Assert.Fail($"{string.Join('\n', trace.Lines)}\n{error?.ToString() ?? $"Seed {seed} failed only once."}");
        }

        if (seeds >= EnoughForAll)
            Assert.Empty(campaign.Coverage.Missing(OutOfReach));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void One_seed_leads_to_one_story(int seed)
    {
        var (first, second) = (new Trace(), new Trace());

        Alone(() => new World(seed, first).Run());
        Alone(() => new World(seed, second).Run());

        Assert.NotEmpty(first.Lines);
        Assert.Equal(first.Lines, second.Lines);
    }

    /// <summary>On a thread without a context of its own, so that all continuations run where they are.</summary>
    internal static void Alone(Action run)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(run), Campaign.StackBytes);
        thread.Start();
        thread.Join();
        Assert.True(error is null, error?.Message);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
