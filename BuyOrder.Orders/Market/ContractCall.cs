using BuyOrder.Domain.Chain;

namespace BuyOrder.Orders.Market;

/// <summary>A call of a contract without native currency: whom, and the ABI-encoded calldata.</summary>
internal sealed record ContractCall(Address To, byte[] Data);
