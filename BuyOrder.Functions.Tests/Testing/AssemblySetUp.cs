using System.Runtime.CompilerServices;
using BuyOrder.Testing;
using BuyOrder.Testing.Servers;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace BuyOrder.Functions.Tests.Testing;

/// <summary>Ties what is shared with tools that know no test framework to ours.</summary>
internal static class AssemblySetUp
{
    [ModuleInitializer]
    internal static void Run() => TestRun.Source = () => TestContext.Current.CancellationToken;
}
