using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using BuyOrder.Functions.Tests.Docs;
using BuyOrder.Testing.Servers;
using Nethereum.Signer;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>The address of a key in a vault, from what <c>az keyvault key show</c> prints.</summary>
public sealed class KeyAddressTests(TestServers servers)
{
    [Fact]
    public async Task Address_of_a_key_is_that_of_its_public_point()
    {
        // The first account of anvil.
        var key = new EthECKey("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
        var point = key.GetPubKeyNoPrefix();

        var (code, output, _) = await RunAsync(Shown("P-256K", point[..32], point[32..]));

        Assert.Equal((0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), (code, output.Trim()));
    }

    [Theory]
    [InlineData("P-256", 32)]
    [InlineData("P-256K", 31)]
    [InlineData(null, 0)]
    public async Task What_is_no_key_of_the_curve_is_refused_in_a_sentence(string? curve, int length)
    {
        var (code, output, errors) = await RunAsync(curve is null ? "" : Shown(curve, RandomNumberGenerator.GetBytes(length), RandomNumberGenerator.GetBytes(length)));

        Assert.Equal((1, "", "This is no key on the curve P-256K."), (code, output, errors.Trim()));
    }

    private static string Shown(string curve, byte[] x, byte[] y) => JsonSerializer.Serialize(new { key = new { crv = curve, kty = "EC", x = Convert.ToBase64String(x), y = Convert.ToBase64String(y) } });

    private async Task<(int Code, string Output, string Errors)> RunAsync(string input)
    {
        var tools = await servers.ToolsAsync();
        using var node = Process.Start(new ProcessStartInfo(tools.Node, ["infra/key-address.mjs"])
        {
            WorkingDirectory = RepositoryFiles.At("."),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        var output = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (node.ExitCode, await output, errors);
    }
}
