using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// A window on encoded values, the only way a decoder reaches its input. Every read is checked against the window's end, and all
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

    public ReadOnlySpan<byte> Word(int position = 0)
    {
        Spend(1);
        return Slice(position, AbiType.WordSize);
    }

    /// <summary>A word that counts bytes or elements of this frame, so it can't be larger than the frame.</summary>
    public int Count(int position = 0)
    {
        var word = UInt256.Read(Word(position));
        return word <= _data.Length
            ? (int)word
            : throw new EthereumFormatException("An offset or a length points past the end of the input.");
    }

    /// <summary>Bytes after their number; the padding after them is ignored.</summary>
    public ReadOnlySpan<byte> CountedBytes()
    {
        var count = Count();
        Spend(WordsFor(count));
        return Slice(AbiType.WordSize, count);
    }

    public AbiFrame From(int position) => new(Slice(position, _data.Length - position), _budget);

    public void Need(long bytes)
    {
        if (bytes > _data.Length)
        {
            throw new EthereumFormatException($"The input ends early: {bytes} bytes belong here, {_data.Length} are left.");
        }
    }

    /// <summary>Reads a value through its head: in place, or at the offset that is there.</summary>
    public object Element(AbiType type, int position) =>
        type.IsDynamic ? type.Read(From(Count(position))) : type.Read(From(position));

    private static int WordsFor(int bytes) => (int)((bytes + 31L) / AbiType.WordSize);

    private ReadOnlySpan<byte> Slice(int position, int length)
    {
        Need((long)position + length);
        return _data.Slice(position, length);
    }

    private void Spend(int words)
    {
        _budget.WordsLeft -= words;
        if (_budget.WordsLeft < 0)
        {
            throw new EthereumFormatException("Offsets overlap.");
        }
    }

    private sealed class Budget
    {
        public int WordsLeft { get; set; }
    }
}
