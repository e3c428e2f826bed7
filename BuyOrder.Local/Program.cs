using BuyOrder.Local;

const int wrongCommandLine = 2;

if (args is [AppCommand.Verify, ..])
    return await AppCommand.RunAsync(args);

LocalOptions options;
try
{
    options = LocalOptions.Parse(args);
}
catch (LocalOptionsException e)
{
    Console.Error.WriteLine(e.Message);
    return wrongCommandLine;
}

if (options.Help)
{
    Console.Out.WriteLine(LocalOptions.Usage);
    return 0;
}

using var interrupts = new Interrupts();
return await new LocalRun(options, new RunConsole(Console.Out, Console.Error, options.Quiet)).RunAsync(interrupts.Token);
