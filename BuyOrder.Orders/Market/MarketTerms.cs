using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;

namespace BuyOrder.Orders.Market;

/// <summary>What never changes about a market: the decimals of the two tokens, and the pools from the stablecoin to the token.</summary>
internal sealed record MarketTerms(TokenUnits Units, IReadOnlyList<Address> Pools);
