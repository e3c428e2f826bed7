using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Local.Servers;

namespace BuyOrder.Local.Chain;

/// <summary>What a contract is created with, from the file that its compiler wrote.</summary>
internal static class ContractCode
{
    /// <summary>A contract of this repository: contracts/artifacts/NAME.json.</summary>
    public static byte[] Own(NodeTools tools, string name) => Read(Path.Combine(tools.Root, "contracts", "artifacts", $"{name}.json"));

    /// <summary>A contract as its authors published it on npm.</summary>
    public static byte[] Published(NodeTools tools, string package, string name) =>
        Read(Path.Combine(tools.PackageFolder(package), "build", $"{name}.json"));

    /// <summary>The member "bytecode" is hexadecimal text, with 0x or without.</summary>
    private static byte[] Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var text = document.RootElement.GetProperty("bytecode").GetString() ?? "";
            return Hex.Decode(text.StartsWith("0x", StringComparison.Ordinal) ? text : $"0x{text}");
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or EthereumFormatException)
        {
            throw new ServerStartException($"{path} holds no contract: {e.Message}", e);
        }
    }
}
