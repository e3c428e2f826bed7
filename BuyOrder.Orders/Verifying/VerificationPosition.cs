using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BuyOrder.Ledger.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>Where a verification goes on: a shard, and a part of its key order.</summary>
/// <remarks>
/// It says where to look and nothing of what was found: a made-up one makes it look in another place, and learn nothing untrue.
/// As text: <c>3-a41f</c>, or <c>orders</c>, with <c>-</c> and the id of the verification of the order store that goes on.
/// </remarks>
internal sealed record VerificationPosition(int Shard, int Bucket)
{
    public static readonly VerificationPosition Start = new(0, 0);

    /// <summary>After all shards: the order store.</summary>
    public static readonly VerificationPosition Orders = new(int.MaxValue, 0);

    /// <summary>Which verification of the order store goes on; null begins one.</summary>
    public string? Book { get; private init; }

    public bool IsOrders => Shard == Orders.Shard;

    private const int MaxShardDigits = 3;
    private const string OrdersText = "orders";

    /// <summary>Reads what <see cref="ToString"/> wrote for a ledger of that many shards.</summary>
    public static bool TryParse(string text, int shardCount, [NotNullWhen(true)] out VerificationPosition? position)
    {
        position = null;
        if (text.StartsWith(OrdersText, StringComparison.Ordinal))
            position = text == OrdersText ? Orders : text[OrdersText.Length] == '-' && OrderVerifier.IsId(text.AsSpan(OrdersText.Length + 1)) ? OrdersOf(text[(OrdersText.Length + 1)..]) : null;
        if (position is not null)
            return true;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash is < 1 or > MaxShardDigits
            || !int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            || shard >= shardCount
            || !KeyBucket.TryParse(text.AsSpan(dash + 1), out var bucket))
            return false;
        position = new VerificationPosition(shard, bucket);
        return position.ToString() == text;
    }

    /// <summary>The order store, where the verification of this id was left.</summary>
    public static VerificationPosition OrdersOf(string id) => Orders with { Book = id };

    public override string ToString() => IsOrders ? Book is null ? OrdersText : $"{OrdersText}-{Book}" : string.Create(CultureInfo.InvariantCulture, $"{Shard}-{KeyBucket.Text(Bucket)}");
}
