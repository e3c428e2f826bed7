using System.Globalization;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>
/// Seeded scenarios of the order engine under faults. <c>BUYORDER_SIMULATION_SEEDS</c> sets how many, <c>BUYORDER_SIMULATION_FROM</c> the
/// first; a failure names its seed and comes with its trace.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 300;

    [Fact]
    public void Every_order_ends_rightly_whatever_goes_wrong()
    {
        var from = Setting("BUYORDER_SIMULATION_FROM", 1);
        var seeds = Setting("BUYORDER_SIMULATION_SEEDS", DefaultSeeds);
        var ended = new Dictionary<string, int>();
        var started = TimeProvider.System.GetTimestamp();

        Alone(() =>
        {
            for (var seed = from; seed < from + seeds; seed++)
            {
                foreach (var record in Run(seed))
                {
                    var end = record.Order.IsUnknown ? "unknown" : $"{record.Order.Status}";
                    ended[end] = ended.GetValueOrDefault(end) + 1;
                }
            }
        });

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        output.WriteLine($"{seeds} scenarios, {seeds / elapsed.TotalSeconds:F0} a second: {string.Join(", ", ended)}");
        Assert.True(ended.GetValueOrDefault(nameof(OrderStatus.Completed)) > seeds / 2);
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

    /// <summary>Runs without a trace, and again with one when something is wrong.</summary>
    private static IReadOnlyList<OrderRecord> Run(int seed)
    {
        try
        {
            return new World(seed).Run();
        }
        catch (SimulationException)
        {
            var trace = new Trace();
            var again = Record.Exception(() => new World(seed, trace).Run());
            throw new SimulationException($"{string.Join('\n', trace.Lines)}\n{again?.ToString() ?? $"Seed {seed} failed only once."}");
        }
    }

    /// <summary>On a thread without a context of its own, so that all continuations run where they are.</summary>
    internal static void Alone(Action run)
    {
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(run), 16 * 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.True(error is null, error?.Message);
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
