namespace BuyOrder.Orders.Signing;

/// <summary>Where the signing key is held.</summary>
internal enum SignerKind
{
    Unset = 0,

    /// <summary>A secret of a Key Vault: 32 bytes in hexadecimal.</summary>
    KeyVaultSecret,

    /// <summary>A setting; for local chains only.</summary>
    Development,
}
