using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ledger.Verifying;

/// <summary>How far the wallets' outflows of stablecoin were compared with the orders, all clean, and what they come to.</summary>
/// <param name="Block">The last block that was looked at for every wallet.</param>
/// <param name="Count">Outflows that are an order's spend.</param>
/// <param name="Units">What those orders spent, in the stablecoin's smallest unit.</param>
internal sealed record OutflowSums(long Block, long Count, BigInteger Units)
{
    /// <summary>
    /// The last block that was looked at, by wallet: what one wallet's search has counted must not be counted again because another's ended
    /// earlier. Empty in rows from before this was kept, in which <see cref="Block"/> applies to each.
    /// </summary>
    public ImmutableSortedDictionary<Address, long> Blocks { get; init; } = ImmutableSortedDictionary<Address, long>.Empty;

    /// <summary>The newest record of the order store then: an order with a later one may have a purchase in a block before. Null as above.</summary>
    public long? Record { get; init; }

    /// <summary>The first block of a wallet that was not looked at.</summary>
    /// <param name="wallet">Which.</param>
    /// <param name="first">Its first block, if it was never looked at.</param>
    public long From(Address wallet, long first) => Blocks.IsEmpty ? Block + 1 : Blocks.TryGetValue(wallet, out var last) ? last + 1 : first;

    /// <summary><c>0x…=123,0x…=456</c>; null for none.</summary>
    public string? BlocksText() => Blocks.IsEmpty
        ? null
        : string.Join(',', Blocks.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Key}={each.Value}")));

    /// <summary>Reads what <see cref="BlocksText"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It wrote something else.</exception>
    public static ImmutableSortedDictionary<Address, long> ReadBlocks(string? text)
    {
        var blocks = ImmutableSortedDictionary.CreateBuilder<Address, long>();
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split('=') is not [var name, var number] || !Address.TryParse(name, out var wallet) || !long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var block))
                throw new InvalidDataException($"{pair} is no wallet with a block.");
            blocks[wallet] = block;
        }

        return blocks.ToImmutable();
    }
}
