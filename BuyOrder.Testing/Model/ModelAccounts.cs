using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Testing.Model;

/// <summary>Who and what there is on the model chain, as requests name them.</summary>
internal static class ModelAccounts
{
    public static readonly string[] Wallets = [.. ModelKey.Versions.Select(key => key.Address.ToString())];
    private static readonly (string Text, Address Address)[] Contracts =
    [
        .. ((Address[])
        [
            ModelContracts.Stablecoin, ModelContracts.Token, ModelContracts.Router, ModelContracts.Factory, ModelContracts.Pair,
            .. ModelKey.Versions.Select(key => key.Address), .. ModelFeed.Places, ModelV3.Router, ModelV3.Quoter, ModelV3.Pool,
        ]).Select(address => (address.ToString(), address)),
    ];

    public static int Wallet(JsonElement account) => Array.IndexOf(Wallets, account.GetString()!);

    public static (Address To, byte[] Data) Target(JsonElement call)
    {
        var to = call.GetProperty("to").GetString()!;
        return (Array.Find(Contracts, contract => contract.Text == to).Address, Hex.Decode(call.GetProperty("data").GetString()));
    }
}
