using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>All refunds that name one sale, by currency in minor units.</summary>
/// <param name="Sums">By currency code.</param>
/// <param name="IsComplete">False while older refunds are not in the index yet, or when there are too many to add up.</param>
public sealed record RefundsOfSale(IReadOnlyDictionary<string, Int128> Sums, bool IsComplete)
{
    public Int128 Sum(Currency currency) => Sums.GetValueOrDefault(currency.Code);
}
