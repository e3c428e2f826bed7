using System.CommandLine;
using BuyOrder.Cli;

var root = new RootCommand("BuyOrder from the command line.") { VerifyCommand.Create() };
root.Options.Remove(root.Options.OfType<VersionOption>().Single());
var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
if (parsed.Errors is [var wrong, ..])
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return VerifyCommand.NotTold;
}
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
