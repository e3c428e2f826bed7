using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// A window on encoded values, the only way to what is in them. Every read is checked against the window's end, and all
/// windows on one input share one budget: an honest encoding reads each word once, so reading more words than the input has
/// means offsets that overlap to blow a small input up into a huge value.
/// </summary>
internal readonly ref struct AbiFrame
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly Budget _budget;

    public AbiFrame(ReadOnlySpan<byte> input)
        : this(input, new Budget { WordsLeft = WordsFor(input.Length) })
    {
    }

    private AbiFrame(ReadOnlySpan<byte> data, Budget budget)
    {
        _data = data;
        _budget = budget;
    }

    public static int WordsFor(int bytes) => (int)((bytes + (AbiType.WordSize - 1L)) / AbiType.WordSize);

    /// <summary>A word that counts bytes or elements of this frame, so it can't be larger than the frame.</summary>
    public int Count(int position = 0)
    {
        var word = UInt256.Read(Bytes(position, AbiType.WordSize));
        return word <= _data.Length
            ? (int)word
            : throw new EthereumFormatException("An offset or a length points past the end of the input.");
    }

    /// <summary>Bytes without their padding, which may be missing.</summary>
    public ReadOnlySpan<byte> Bytes(int position, int length)
    {
        _budget.WordsLeft -= WordsFor(length);
        return _budget.WordsLeft >= 0 ? Slice(position, length) : throw new EthereumFormatException("Offsets overlap.");
    }

    public AbiFrame From(int position) => new(Slice(position, _data.Length - position), _budget);

    public void Need(long bytes)
    {
        if (bytes > _data.Length)
        {
            throw new EthereumFormatException($"The input ends early: {bytes} bytes belong here, {_data.Length} are left.");
        }
    }

    private ReadOnlySpan<byte> Slice(int position, int length)
    {
        Need((long)position + length);
        return _data.Slice(position, length);
    }

    private sealed class Budget
    {
        public int WordsLeft { get; set; }
    }
}
