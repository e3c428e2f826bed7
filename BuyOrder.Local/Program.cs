using System.CommandLine;
using BuyOrder.Local;

const int wrongCommandLine = 2;

if (args is [AppCommand.Verify, ..])
    return await AppCommand.RunAsync(args);

var parsed = LocalCommandLine.Parse(args, async options =>
{
    using var interrupts = new Interrupts();
    return await new LocalRun(options, new RunConsole(Console.Out, Console.Error, options.Quiet)).RunAsync(interrupts.Token);
});
if (parsed.Errors is [var wrong, ..])
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return wrongCommandLine;
}

// Interrupts of our own: a run ends its servers first, however long that takes.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
