using System.IO.Compression;
using System.Text.Json;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ethereum.Ethers;

/// <summary>The published test vectors of ethers.js (npm @ethersproject/testcases).</summary>
internal static class EthersVectors
{
    public static async Task<JsonElement[]> ReadAsync(TestServers servers, string name)
    {
        var tools = await servers.ToolsAsync();
        var path = Path.Combine(tools.PackageFolder("@ethersproject/testcases"), "testcases", $"{name}.json.gz");
        await using var file = File.OpenRead(path);
        await using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        var all = await JsonSerializer.DeserializeAsync<JsonElement>(unpacked, cancellationToken: TestContext.Current.CancellationToken);
        return [.. all.EnumerateArray()];
    }

    public static string Text(this JsonElement vector, string member) => vector.GetProperty(member).GetString()!;

    public static string? TextOrNull(this JsonElement vector, string member) =>
        vector.TryGetProperty(member, out var value) ? value.GetString() : null;
}
