namespace BuyOrder.Domain.Money;

public enum AmountFault
{
    Unknown = 0,
    None,
    NotPositive,

    /// <summary>More decimals as written than the currency has, even if they are zeros.</summary>
    TooManyDecimals,

    /// <summary>Over <see cref="CurrencyAmount.MaxMinorUnits"/>.</summary>
    TooLarge,
}
