using System.Buffers;
using System.Security.Cryptography;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Orders.Signing;

/// <summary>A private key as people store it: 64 hexadecimal digits, with or without 0x. Says nothing about a key that is wrong.</summary>
internal static class PrivateKeyText
{
    private const string Prefix = "0x";

    public static bool IsValid(string text)
    {
        using var signer = TryCreateSigner(text, keyId: null);
        return signer is not null;
    }

    /// <returns>Null when the text is no key of the curve.</returns>
    public static PrivateKeySigner? TryCreateSigner(string text, string? keyId)
    {
        var digits = text.AsSpan();
        if (digits.StartsWith(Prefix, StringComparison.Ordinal))
            digits = digits[Prefix.Length..];
        Span<byte> key = stackalloc byte[PrivateKeySigner.KeySize];
        try
        {
            return digits.Length == 2 * key.Length && Convert.FromHexString(digits, key, out _, out _) == OperationStatus.Done
                ? new PrivateKeySigner(key, keyId)
                : null;
        }
        catch (ArgumentException)
        {
            // The one thing left that can be wrong is that it is zero or not below the group's order.
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
