using BuyOrder.Domain.Chain;

namespace BuyOrder.Local.Chain;

/// <param name="From">An account that the node signs for.</param>
/// <param name="To">Null creates a contract.</param>
/// <param name="Nonce">Given, so that transactions that go out together keep their order.</param>
/// <param name="GasLimit">Given: it can't be estimated for a call of a contract that is yet to be mined.</param>
/// <param name="Data">Call data, or what a contract is created with.</param>
internal sealed record UnsignedTransaction(Address From, Address? To, ulong Nonce, ulong GasLimit, byte[] Data);
