using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>The Bicep compiler from its NuGet package: neither a PATH nor a network is asked.</summary>
internal static class BicepCli
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static string Program => Path.Combine(
        typeof(BicepCli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "BicepPackage").Value!, "tools", "bicep");

    /// <summary>Null where templates can be compiled; else what is missing, in one line.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64
            ? "Bicep is restored for Linux on x64 only: the tests of infra/ run there."
            : File.Exists(Program) ? null : $"{Program} is missing: dotnet restore brings it.";

    /// <summary>Runs it in a folder.</summary>
    /// <param name="folder">Where the files are that are named relatively.</param>
    /// <param name="environment">What parameter files read, beside the environment of this process.</param>
    /// <param name="arguments">Of the program.</param>
    public static async Task<BicepRun> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, File.GetUnixFileMode(Program) | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It would look for ICU, which is not everywhere.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new BicepRun(process.ExitCode, await output, (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>What came of a run.</summary>
/// <param name="ExitCode">0 also where there are warnings.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Lines of standard error: each is a finding.</param>
internal sealed record BicepRun(int ExitCode, string Output, IReadOnlyList<string> Errors);
