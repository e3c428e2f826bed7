namespace BuyOrder.Domain.Money;

/// <summary>A positive amount of one currency in its minor unit.</summary>
public sealed record CurrencyAmount
{
    /// <summary>10^18 minor units: room for a 10^12 ZAR payment in the weakest currency, and far from overflow in conversion.</summary>
    public const long MaxMinorUnits = 1_000_000_000_000_000_000;

    public CurrencyAmount(Currency currency, long minorUnits)
    {
        if (minorUnits is < 1 or > MaxMinorUnits)
            throw new ArgumentOutOfRangeException(nameof(minorUnits), minorUnits, "1 to 10^18.");
        (Currency, MinorUnits) = (currency, minorUnits);
    }

    public Currency Currency { get; }

    public long MinorUnits { get; }

    /// <summary>Why a decimal is no amount of a currency; <see cref="AmountFault.None"/> when it is one.</summary>
    public static AmountFault TryCreate(ExactDecimal value, Currency currency, out CurrencyAmount? amount)
    {
        amount = null;
        if (!value.IsPositive)
            return AmountFault.NotPositive;
        if (value.Scale > currency.Digits)
            return AmountFault.TooManyDecimals;
        var factor = PowersOfTen.Of(currency.Digits - value.Scale);
        if (value.IsHuge || value.Significand > MaxMinorUnits / factor)
            return AmountFault.TooLarge;
        amount = new CurrencyAmount(currency, (long)(value.Significand * factor));
        return AmountFault.None;
    }

    /// <summary>Plain digits with all decimals of the currency, without its code: <c>1499.00</c>.</summary>
    public override string ToString() => Currency.Format(MinorUnits);
}
