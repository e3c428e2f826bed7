using BuyOrder.Simulation;

const int failed = 1;
const int wrongCommandLine = 2;

SimulationOptions options;
try
{
    options = SimulationOptions.Parse(args);
}
catch (SimulationOptionsException error)
{
    Console.Error.WriteLine(error.Message);
    return wrongCommandLine;
}

if (options.Help)
{
    Console.WriteLine(SimulationOptions.Usage);
    return 0;
}

if (options.Seed is { } one)
    return Replay(one, options.Trace);

var campaign = new Campaign(options.From, options.Count, options.Limit);
campaign.Run(running => Console.WriteLine(running.Summary));
if (campaign.Failure is { } failure)
{
    _ = Replay(failure.Seed, trace: true);
    Console.WriteLine($"FAILED: {failure.Error.Message}");
}

Console.WriteLine(campaign.Coverage);
Console.WriteLine($"{(campaign.Failure is null ? "clean" : "FAILED")}: {campaign.Summary}");
return campaign.Failure is null ? 0 : failed;

static int Replay(int seed, bool trace)
{
    var (told, error) = Campaign.Replay(seed);
    foreach (var line in trace ? told.Lines : [])
        Console.WriteLine(line);
    Console.WriteLine(error is null ? $"Seed {seed} is clean." : $"{error.Message}\nThe same again: --seed {seed} --trace");
    return error is null ? 0 : failed;
}
