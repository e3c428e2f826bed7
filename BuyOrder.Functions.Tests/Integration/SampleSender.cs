using System.ComponentModel;
using System.Diagnostics;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Integration;

/// <summary>One of the senders of <c>samples/senders</c>, made ready to run as its page says.</summary>
internal sealed record SampleSender(string Program, IReadOnlyList<string> Arguments)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SampleSender> PrepareAsync(string language, TestServers servers) => language switch
    {
        "csharp" => new SampleSender("dotnet", [Path.Combine(AppContext.BaseDirectory, "SendRevenue.dll")]),
        "typescript" => await CompileAsync(servers),
        "python" => new SampleSender("python3", ["-B", RepositoryFiles.At("samples/senders/python/send_revenue.py")]),
        _ => throw new ArgumentOutOfRangeException(nameof(language), language, "There is no such sender."),
    };

    /// <summary>Sends lines of its standard input; what it says at the end. Fails the test with its standard error when it fails.</summary>
    public async Task<string> SendAsync(string connection, IEnumerable<string> lines)
    {
        using var process = Start(new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SERVICE_BUS"] = connection },
        });
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
            foreach (var line in lines)
                await process.StandardInput.WriteLineAsync(line.AsMemory(), Cancellation);
            process.StandardInput.Close();
            await process.WaitForExitAsync(Cancellation);
            Assert.True(process.ExitCode == 0, $"{Program} ended with {process.ExitCode}: {await output}{await errors}");
            return (await output).Trim();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo command)
    {
        try
        {
            return Process.Start(command)!;
        }
        catch (Win32Exception) when (command.FileName == "python3")
        {
            Assert.Skip("There is no python3 on this machine.");
            throw;
        }
    }

    /// <summary>Type-checked as strictly as the compiler can; the result lies below the repository, where its packages are found.</summary>
    private static async Task<SampleSender> CompileAsync(TestServers servers)
    {
        var tools = await servers.ToolsAsync();
        var folder = Path.Combine(AppContext.BaseDirectory, "senders");
        var compiler = new SampleSender(tools.Node,
        [
            Path.Combine(tools.PackageFolder("typescript"), "bin", "tsc"), "--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck",
            "--types", "node", "--typeRoots", tools.PackageFolder("@types"), "--outDir", folder, RepositoryFiles.At("samples/senders/typescript/send-revenue.mts"),
        ]);
        Assert.Equal("", await compiler.SendAsync("", []));
        return new SampleSender(tools.Node, [Path.Combine(folder, "send-revenue.mjs")]);
    }
}
