using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Around code that refuses input by throwing anything: Nethereum's decoders, often with a bare <see cref="Exception"/>, and our own types whose
/// ranges are checked as they are made.
/// </summary>
internal static class Untrusted
{
    /// <exception cref="EthereumFormatException">The input can't be read.</exception>
    public static T Read<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is not (EthereumFormatException or OutOfMemoryException))
        {
            throw new EthereumFormatException($"The input can't be read: {e.Message}", e);
        }
    }
}
