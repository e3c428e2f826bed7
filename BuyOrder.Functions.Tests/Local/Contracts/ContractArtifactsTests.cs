using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Contracts;

public sealed class ContractArtifactsTests(TestServers servers)
{
    [Fact]
    public async Task Artifacts_are_what_their_sources_compile_to()
    {
        var tools = await servers.ToolsAsync();
        await using var compiler = servers.Children.Start(
            new ChildCommand("the compiler", tools.Node, [Path.Combine(tools.Root, "contracts", "compile.mjs"), "--check"]));

        var exitCode = await compiler.Exited.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", string.Join(Environment.NewLine, compiler.LastLines));
        Assert.Equal(0, exitCode);
    }
}
