using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace BuyOrder.Ledger.Reading;

/// <summary>Where a listing goes on: per shard the sequence number below which it has not looked yet.</summary>
/// <remarks>As text: base64url of the numbers, each in 7-bit groups, low group first, high bit = more follows.</remarks>
internal sealed class RevenueContinuation
{
    private const int MaxNumberBytes = 9;

    private readonly long[] below;

    internal RevenueContinuation(IEnumerable<long> below) => this.below = [.. below];

    internal IReadOnlyList<long> Below => below;

    /// <summary>Reads what <see cref="ToString"/> wrote for a ledger of that many shards.</summary>
    public static bool TryParse(string? text, int shardCount, [NotNullWhen(true)] out RevenueContinuation? continuation)
    {
        continuation = null;
        if (text is null || text.Length > shardCount * MaxNumberBytes * 2 || !Base64Url.IsValid(text))
            return false;
        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(text);
        var below = new long[shardCount];
        foreach (ref var number in below.AsSpan())
        {
            if (!TryTake(ref bytes, out number))
                return false;
        }
        continuation = new RevenueContinuation(below);
        return bytes.IsEmpty;
    }

    public override string ToString()
    {
        var bytes = new List<byte>();
        foreach (var number in below)
        {
            var rest = number;
            for (; rest > 0x7F; rest >>= 7)
                bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
        }
        return Base64Url.EncodeToString([.. bytes]);
    }

    private static bool TryTake(ref ReadOnlySpan<byte> bytes, out long number)
    {
        number = 0;
        for (var i = 0; i < Math.Min(MaxNumberBytes, bytes.Length); i++)
        {
            number |= (long)(bytes[i] & 0x7F) << (7 * i);
            if ((bytes[i] & 0x80) != 0)
                continue;
            bytes = bytes[(i + 1)..];
            return true;
        }
        return false;
    }
}
