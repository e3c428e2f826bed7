using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Orders.Chain;

/// <summary>The contract that a probe runs in place of the wallet: contracts/probe/PurchaseProbe.sol as it is compiled.</summary>
internal static class ProbeCode
{
    private const string Artifact = "PurchaseProbe.json";

    public static readonly AbiFunction Run = AbiFunction.Parse(
        "run(address stablecoin, address spender, uint256 spend, address token, address recipient, address market, bytes swap) "
        + "returns (uint256 received)");

    public static ReadOnlyMemory<byte> Bytes { get; } = Load();

    private static byte[] Load()
    {
        using var file = typeof(ProbeCode).Assembly.GetManifestResourceStream(Artifact)
            ?? throw new InvalidOperationException($"{Artifact} is not part of the assembly.");
        using var json = JsonDocument.Parse(file);
        return Hex.Decode(json.RootElement.GetProperty("runtime").GetString());
    }
}
