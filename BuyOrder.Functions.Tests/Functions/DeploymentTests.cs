using System.Diagnostics;
using BuyOrder.Functions.Tests.Docs;

namespace BuyOrder.Functions.Tests.Functions;

/// <summary>A package for Azure is refused when it would receive no revenue there.</summary>
public sealed class DeploymentTests : IDisposable
{
    private const string Extension = """{"extensions":[{"name":"ServiceBus","typeName":"X, Microsoft.Azure.WebJobs.Extensions.ServiceBus"}]}""";

    private readonly string folder = Directory.CreateTempSubdirectory("buyorder-deployment-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Package_is_refused_while_our_attribute_stands_in_for_the_extension()
    {
        var (code, output) = await BuildAsync("RefuseDeploymentWithoutQueue", "-p:ForDeployment=true");

        Assert.NotEqual(0, code);
        Assert.Contains("publish it with -p:ServiceBusExtension=package.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Package_that_takes_the_extension_is_not_refused()
    {
        var (code, output) = await BuildAsync("RefuseDeploymentWithoutQueue", "-p:ForDeployment=true", "-p:ServiceBusExtension=package");

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("""{"extensions":[]}""", false)]
    [InlineData(Extension, true)]
    public async Task Published_folder_must_name_the_extension(string? extensions, bool isAccepted)
    {
        if (extensions is not null)
            await File.WriteAllTextAsync(Path.Combine(folder, "extensions.json"), extensions, Cancellation);

        var (code, output) = await BuildAsync("CheckPublishedExtensions", "-p:ForDeployment=true", $"-p:PublishDir={folder}/");

        Assert.True((code == 0) == isAccepted, output);
        Assert.Equal(!isAccepted, output.Contains("does not name the Service Bus extension", StringComparison.Ordinal));
    }

    /// <summary>Runs one target; nothing is built.</summary>
    private static async Task<(int Code, string Output)> BuildAsync(string target, params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", RepositoryFiles.At("BuyOrder.Functions"), "-nologo", "-nr:false", $"-t:{target}", .. properties])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, output);
    }
}
