using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Market;

/// <summary>The contracts and the receiver of every purchase, as deployed.</summary>
/// <param name="Token">What is bought.</param>
/// <param name="Stablecoin">What is paid with.</param>
/// <param name="Router">Uniswap v2's router02, or one that behaves like it.</param>
/// <param name="Recipient">The treasury; never the wallet that signs.</param>
/// <param name="Hop">A token between the two where they have no pool of their own.</param>
internal sealed record MarketRoute(Address Token, Address Stablecoin, Address Router, Address Recipient, Address? Hop)
{
    /// <summary>The tokens in the order they are passed through.</summary>
    public IReadOnlyList<Address> Path => Hop is { } hop ? [Stablecoin, hop, Token] : [Stablecoin, Token];
}
