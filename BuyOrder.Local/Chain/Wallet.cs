using BuyOrder.Domain.Chain;
using Nethereum.Signer;

namespace BuyOrder.Local.Chain;

/// <summary>A wallet of this run alone; its key is told to the app alone.</summary>
internal sealed record Wallet(Address Address, string PrivateKey)
{
    public static Wallet Create()
    {
        var key = EthECKey.GenerateKey();
        return new Wallet(Address.Parse(key.GetPublicAddress()), key.GetPrivateKey());
    }

    /// <summary>The address, nothing of the key.</summary>
    public override string ToString() => Address.ToString();
}
