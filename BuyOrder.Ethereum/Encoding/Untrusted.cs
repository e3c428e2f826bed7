using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>Around Nethereum's decoders, which say no with whatever exception happens to them, often a bare <see cref="Exception"/>.</summary>
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
