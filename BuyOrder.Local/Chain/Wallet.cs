using System.Security.Cryptography;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Local.Chain;

/// <summary>A wallet of this run alone; its key is told to the handler alone.</summary>
internal sealed record Wallet(Address Address, string PrivateKey)
{
    public static Wallet Create()
    {
        // All but one in 2^128 of these numbers are keys of the curve; the signer refuses the others.
        var key = RandomNumberGenerator.GetBytes(PrivateKeySigner.KeySize);
        using var signer = new PrivateKeySigner(key);
        return new Wallet(signer.Address, Hex.Encode(key));
    }

    /// <summary>The address, nothing of the key.</summary>
    public override string ToString() => Address.ToString();
}
