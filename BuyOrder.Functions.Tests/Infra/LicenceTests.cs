using System.Diagnostics;
using System.Text.Json;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>The licence list: one command, one line for each package, and none that was not looked at.</summary>
public sealed class LicenceTests(TestServers servers)
{
    [Fact]
    public async Task Every_package_of_the_app_has_a_licence_that_was_looked_at()
    {
        var tools = await servers.ToolsAsync();
        using var node = Process.Start(new ProcessStartInfo(tools.Node, [RepositoryFiles.At(".ci/licences.mjs")]) { RedirectStandardOutput = true })!;
        var lines = (await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(lines, line => line.Contains("not looked at", StringComparison.Ordinal));
        Assert.Equal(0, node.ExitCode);
        using var locked = JsonDocument.Parse(await File.ReadAllTextAsync(RepositoryFiles.At("BuyOrder.Functions/packages.lock.json"), TestContext.Current.CancellationToken));
        var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(each => each.Value.GetProperty("type").GetString() != "Project").Select(each => $"nuget {each.Name} {each.Value.GetProperty("resolved").GetString()}: ").ToList();
        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.Contains(lines, line => line.StartsWith(package, StringComparison.Ordinal)));
    }
}
