using System.Diagnostics;
using BuyOrder.Local.Servers;
using BuyOrder.Local.Worker;

namespace BuyOrder.Local;

/// <summary>A command of <c>BuyOrder.Cli</c>, run by its executable with our input and output.</summary>
internal static class AppCommand
{
    public const string Verify = "verify";

    /// <summary>What a command says that could not find out.</summary>
    private const int NotTold = 2;

    private const string CliFolder = nameof(CliFolder);
    private const string DotnetRootVariable = "DOTNET_ROOT";

    /// <returns>The command's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            var executable = Path.Combine(NodeTools.FindRoot(), LocalSystem.BuiltFolder(CliFolder), "BuyOrder.Cli");
            var start = new ProcessStartInfo(executable, arguments) { UseShellExecute = false };
            start.Environment.TryAdd(DotnetRootVariable, WorkerCommand.DotnetRoot());
            using var process = Process.Start(start)!;

            // Ctrl-C reaches the command as well: it says what it knows and ends, and so do we.
            Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (Exception e) when (e is ServerStartException or System.ComponentModel.Win32Exception)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return NotTold;
        }
    }
}
