using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

public sealed class SimulationOptionsTests
{
    [Fact]
    public void Command_line_runs_some_thousand_seeds_when_nothing_is_asked()
    {
        var options = SimulationOptions.Parse([]);

        Assert.Equal((1, 20_000, TimeSpan.MaxValue), (options.From, options.Count, options.Limit));
    }

    [Fact]
    public void Command_line_with_minutes_runs_as_many_seeds_as_there_is_time_for()
    {
        var options = SimulationOptions.Parse(["--minutes", "3", "--from", "1000"]);

        Assert.Equal((1000, int.MaxValue - 1000, TimeSpan.FromMinutes(3)), (options.From, options.Count, options.Limit));
    }

    [Fact]
    public void Command_line_with_one_seed_may_ask_for_its_trace() =>
        Assert.Equal(new SimulationOptions { Seed = 7, Trace = true }, SimulationOptions.Parse(["--seed", "7", "--trace"]));

    [Theory]
    [InlineData("--fast", "--fast: there is no such option; --help lists them.")]
    [InlineData("--seeds 0", "--seeds 0: a number from 1 to 2147483647 is needed.")]
    [InlineData("--seeds 1e3", "--seeds 1e3: a number from 1 to 2147483647 is needed.")]
    [InlineData("--from -1", "--from -1: a number from 0 to 2147483646 is needed.")]
    [InlineData("--minutes 10081", "--minutes 10081: a number from 1 to 10080 is needed.")]
    [InlineData("--minutes", "--minutes needs a number from 1 to 10080.")]
    [InlineData("--trace", "--trace needs --seed: it tells one scenario.")]
    [InlineData("--seed 1 --seeds 2", "--seed is one scenario: it takes neither --seeds nor --minutes.")]
    public void Wrong_command_line_is_refused_in_one_line(string line, string refusal) =>
        Assert.Equal(refusal, Assert.Throws<SimulationOptionsException>(() => SimulationOptions.Parse(line.Split(' '))).Message);
}
