using System.Numerics;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Orders.Engine;

/// <summary>What a transaction of an order is to do, and the intent that the signing boundary holds it to.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Call">What is called.</param>
/// <param name="Intent">What the order permits it to be.</param>
/// <param name="LeastGas">The least gas that one of its kind is given, whatever a node estimates.</param>
/// <param name="MinimumOut">Of a swap; 0 for other kinds.</param>
/// <param name="Deadline">Of a swap; null for other kinds.</param>
internal sealed record TransactionContent(
    AttemptKind Kind, ContractCall Call, SigningIntent Intent, long LeastGas, BigInteger MinimumOut = default, DateTimeOffset? Deadline = null);
