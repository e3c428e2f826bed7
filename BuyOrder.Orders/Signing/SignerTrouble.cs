namespace BuyOrder.Orders.Signing;

/// <summary>Why a key cannot be had: one for each kind of answer of a vault. The order's reason has it in words.</summary>
internal enum SignerTrouble
{
    /// <summary>Told by its text alone.</summary>
    Other = 0,

    /// <summary>No token for the vault, or one that it does not take (401).</summary>
    NotAuthenticated,

    /// <summary>The identity may not do this, or comes from a network that is shut out (403).</summary>
    Forbidden,

    /// <summary>No key of this name and version (404). A deleted key that can still be recovered is told the same way.</summary>
    NotFound,

    /// <summary>The vault says that the key is deleted and can be recovered (409).</summary>
    Deleted,

    /// <summary>Too many calls (429), past all retries.</summary>
    Throttled,

    /// <summary>The vault failed (5xx), past all retries.</summary>
    VaultFailed,

    /// <summary>No connection, or it was lost, past all retries.</summary>
    NoAnswer,

    /// <summary>No answer in the time that all tries have together.</summary>
    TimedOut,

    /// <summary>Any other status.</summary>
    UnexpectedStatus,

    /// <summary>The answer is not what the vault's reference describes.</summary>
    Malformed,

    /// <summary>The key is switched off in the vault.</summary>
    Disabled,

    /// <summary>The key's time is over.</summary>
    Expired,

    /// <summary>The key's time has not begun.</summary>
    NotYetInForce,

    /// <summary>The vault answered with another version than the pinned one.</summary>
    OtherVersion,

    /// <summary>No elliptic-curve key: RSA or symmetric.</summary>
    WrongKeyType,

    /// <summary>An elliptic-curve key that is not of P-256K (secp256k1).</summary>
    WrongCurve,

    /// <summary>The key's operations do not name <c>sign</c>.</summary>
    MayNotSign,

    /// <summary>The public key belongs to another address than the configured one.</summary>
    WrongAddress,

    /// <summary>What came back is no signature of this hash by this key.</summary>
    WrongSignature,
}

internal static class SignerTroubles
{
    /// <summary>
    /// Whether only other settings, or another key, can help, so that a start is refused. Access that is granted late, and a key that is switched
    /// off or expired, are not among them: revenue must be recorded meanwhile.
    /// </summary>
    public static bool NeedsOtherSettings(this SignerTrouble trouble) => trouble
        is SignerTrouble.NotFound or SignerTrouble.OtherVersion or SignerTrouble.WrongKeyType or SignerTrouble.WrongCurve
        or SignerTrouble.MayNotSign or SignerTrouble.WrongAddress;
}
