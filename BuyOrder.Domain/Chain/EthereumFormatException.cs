namespace BuyOrder.Domain.Chain;

/// <summary>Text, bytes or JSON that are not what they claim to be. The only exception that the decoders of this library throw.</summary>
public sealed class EthereumFormatException : FormatException
{
    public EthereumFormatException()
    {
    }

    public EthereumFormatException(string message)
        : base(message)
    {
    }

    public EthereumFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
