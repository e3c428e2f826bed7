using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Domain.Treasury;

/// <summary>What a record keeps of the order that it tells of: all that was frozen at its reservation, and what it has come to.</summary>
/// <param name="Id">The order.</param>
/// <param name="RevenueBase">The revenue it uses up.</param>
/// <param name="Spend">In ZAR.</param>
/// <param name="SpendUnits">The spend in the stablecoin's smallest unit.</param>
/// <param name="RateBps">The rate it was reserved under.</param>
/// <param name="LedgerRoot">Hash over the whole ledger at the reservation, lower-case hex.</param>
/// <param name="RevenueTotal">Total revenue at the reservation.</param>
/// <param name="ParametersVersion">Version in force at the reservation.</param>
/// <param name="ParametersHash">Hash of that version's document; null for an order from before it was kept.</param>
/// <param name="Purchase">What was bought; of an undone order what it had bought.</param>
/// <param name="GasSpentWei">Gas of its transactions so far.</param>
/// <param name="RowHash">Hash of the order's row as it is after the event.</param>
/// <param name="RowHashBefore">Hash of the row before the event; null for a reservation.</param>
/// <param name="Day">The business day under which it counts; null in records without <see cref="TreasurySums.Windows"/>.</param>
public sealed record RecordedOrder(
    string Id,
    Zar RevenueBase,
    Zar Spend,
    BigInteger SpendUnits,
    int RateBps,
    string LedgerRoot,
    Zar RevenueTotal,
    int ParametersVersion,
    string? ParametersHash,
    Purchase? Purchase,
    BigInteger GasSpentWei,
    string RowHash,
    string? RowHashBefore,
    DateOnly? Day = null);
