using System.Runtime.CompilerServices;
using BuyOrder.Testing;
using BuyOrder.Testing.Servers;

[assembly: AssemblyFixture(typeof(TestServers))]

// One more than the cores of a small machine: most tests wait for a process or a clock now and then.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace BuyOrder.Functions.Tests.Testing;

/// <summary>Ties what is shared with tools that know no test framework to ours.</summary>
internal static class AssemblySetUp
{
    /// <summary>Milliseconds, in hexadecimal: five seconds, in which most of the app's processes have done their work.</summary>
    private const string CallCountingDelay = "1388";

    [ModuleInitializer]
    internal static void Run()
    {
        TestRun.Source = () => TestContext.Current.CancellationToken;

        // This process has read its own settings; those from here on are for its children. They live for seconds, and compiling what they
        // call often once more was a quarter of their processor time; the simulation's large nursery is not for them.
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountingDelayMs", CallCountingDelay);
        Environment.SetEnvironmentVariable("DOTNET_GCgen0size", null);

        // No debugger or profiler comes to them: what would wait for one is an eighth of a start.
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
    }
}
