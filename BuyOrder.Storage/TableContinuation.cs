using System.Buffers.Text;
using System.Text;

namespace BuyOrder.Storage;

/// <summary>A continuation as text that goes through a link unescaped: base64url of UTF-8.</summary>
internal static class TableContinuation
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string token) => Base64Url.EncodeToString(StrictUtf8.GetBytes(token));

    /// <exception cref="InvalidContinuationException">Not a text that <see cref="Encode"/> gave.</exception>
    public static string Decode(string continuation)
    {
        try
        {
            return StrictUtf8.GetString(Base64Url.DecodeFromChars(continuation));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw new InvalidContinuationException(e);
        }
    }
}

/// <summary>A query went on from a continuation that no query of this table gave; it came from outside and was changed there.</summary>
internal sealed class InvalidContinuationException(Exception? inner = null)
    : Exception("The continuation is not one that was given.", inner);
