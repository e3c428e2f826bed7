using System.Globalization;

namespace BuyOrder.Simulation;

/// <summary>What was asked for on the command line.</summary>
internal sealed record SimulationOptions
{
    private const int MaxMinutes = 7 * 24 * 60;
    private const int DefaultSeeds = 20_000;

    public const string Usage = """
        BuyOrder.Simulation: seeded scenarios of the order engine under faults of storage, nodes, chain, clock and process, on every core.

          --seeds N      how many scenarios (20000; with --minutes as many as there is time for)
          --from S       the first seed (1)
          --minutes M    no new scenario after M minutes
          --seed X       only this one
          --trace        tell everything that happens in it
          --help         this text

        Ends with 0 when every scenario held, with 1 and the trace of one that did not, with 2 for a wrong command line.
        """;

    public int? Seeds { get; init; }

    public int From { get; init; } = 1;

    public int? Minutes { get; init; }

    public int? Seed { get; init; }

    public bool Trace { get; init; }

    public bool Help { get; init; }

    /// <summary>How many scenarios at the most: no seed is above the greatest int.</summary>
    public int Count => Math.Min(Seeds ?? (Minutes is null ? DefaultSeeds : int.MaxValue), int.MaxValue - From);

    public TimeSpan Limit => Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue;

    /// <exception cref="SimulationOptionsException">An option is unknown, or its value is missing or out of range; one line says which.</exception>
    public static SimulationOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SimulationOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            options = name switch
            {
                "--seeds" => options with { Seeds = Number(1, int.MaxValue) },
                "--from" => options with { From = Number(0, int.MaxValue - 1) },
                "--minutes" => options with { Minutes = Number(1, MaxMinutes) },
                "--seed" => options with { Seed = Number(0, int.MaxValue) },
                "--trace" => options with { Trace = true },
                "--help" or "-h" => options with { Help = true },
                _ => throw new SimulationOptionsException($"{name}: there is no such option; --help lists them."),
            };

            int Number(int least, int most)
            {
                var text = ++i < arguments.Count ? arguments[i] : throw new SimulationOptionsException($"{name} needs a number from {least} to {most}.");
                return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                    ? number
                    : throw new SimulationOptionsException($"{name} {text}: a number from {least} to {most} is needed.");
            }
        }

        return options switch
        {
            { Trace: true, Seed: null, Help: false } => throw new SimulationOptionsException("--trace needs --seed: it tells one scenario."),
            { Seed: not null } and ({ Seeds: not null } or { Minutes: not null }) =>
                throw new SimulationOptionsException("--seed is one scenario: it takes neither --seeds nor --minutes."),
            _ => options,
        };
    }
}
