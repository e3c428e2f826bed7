using System.Text.Json;
using BuyOrder.Local.Servers;
using Nethereum.Hex.HexConvertors.Extensions;

namespace BuyOrder.Local.Chain;

/// <summary>A contract, from the file that its compiler wrote.</summary>
/// <param name="Name">What the contract is called.</param>
/// <param name="Abi">Its interface, as JSON.</param>
/// <param name="Code">What it is created with, as hexadecimal text.</param>
internal sealed record ContractFile(string Name, string Abi, string Code)
{
    /// <summary>A contract of this repository: contracts/artifacts/NAME.json.</summary>
    public static ContractFile Own(NodeTools tools, string name) => Read(Path.Combine(tools.Root, "contracts", "artifacts"), name);

    /// <summary>A contract as its authors published it on npm.</summary>
    public static ContractFile Published(NodeTools tools, string package, string name) =>
        Read(Path.Combine(tools.PackageFolder(package), "build"), name);

    /// <summary>The same where the package was built with Hardhat.</summary>
    /// <param name="tools">Where the packages are.</param>
    /// <param name="package">Which.</param>
    /// <param name="path">The contract's name, behind the folder of its source where it has one: <c>lens/QuoterV2</c>.</param>
    public static ContractFile Artifact(NodeTools tools, string package, string path) =>
        Read(Path.Combine(tools.PackageFolder(package), "artifacts", "contracts", $"{path}.sol"), path.Split('/')[^1]);

    private static ContractFile Read(string folder, string name)
    {
        var path = Path.Combine(folder, $"{name}.json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new ContractFile(name, root.GetProperty("abi").GetRawText(), root.GetProperty("bytecode").GetString()!.EnsureHexPrefix());
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ServerStartException($"{path} holds no contract: {e.Message}", e);
        }
    }
}
