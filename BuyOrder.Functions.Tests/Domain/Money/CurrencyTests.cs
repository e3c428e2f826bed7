using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Tests.Domain.Money;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("ZAR", 2)]
    [InlineData("USD", 2)]
    [InlineData("JPY", 0)]
    [InlineData("ISK", 0)]
    [InlineData("UGX", 0)]
    [InlineData("HUF", 2)]
    [InlineData("KWD", 3)]
    [InlineData("IQD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("UYW", 4)]
    [InlineData("XCG", 2)]
    [InlineData("SLE", 2)]
    [InlineData("ZWG", 2)]
    [InlineData("XAD", 2)]
    [InlineData("ANG", 2)]
    [InlineData("BGN", 2)]
    [InlineData("CHE", 2)]
    [InlineData("UYI", 0)]
    public void Codes_have_the_decimals_of_ISO_4217(string code, int digits) => Assert.Equal(digits, Currency.Find(code)!.Digits);

    [Theory]
    [InlineData("zar")]
    [InlineData("ZA")]
    [InlineData("ZARR")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("XXX")]
    [InlineData("XTS")]
    [InlineData("XAU")]
    [InlineData("XDR")]
    [InlineData("BTC")]
    [InlineData("DEM")]
    [InlineData("HRK")]
    [InlineData("SLL")]
    [InlineData("ZWL")]
    [InlineData("BYR")]
    [InlineData("VEF")]
    [InlineData("MRO")]
    [InlineData("STD")]
    [InlineData("USS")]
    [InlineData("XSU")]
    [InlineData("XUA")]
    public void Codes_are_unknown_when_they_are_no_money(string? code) => Assert.Null(Currency.Find(code));

    /// <summary>List one of 2026-01-01 has 178 codes, 13 of them without a minor unit; three withdrawn ones are still read.</summary>
    [Fact]
    public void List_has_as_many_codes_as_ISO_4217() => Assert.Equal(178 - 13 + 3, Iso4217.All.Count);

    [Theory]
    [InlineData("ZAR", "1499.00", 149900)]
    [InlineData("ZAR", "1499", 149900)]
    [InlineData("ZAR", "1499.5", 149950)]
    [InlineData("JPY", "500", 500)]
    [InlineData("KWD", "1.250", 1250)]
    [InlineData("ZAR", "10000000000000000.00", CurrencyAmount.MaxMinorUnits)]
    [InlineData("ZAR", "10000000000000000", CurrencyAmount.MaxMinorUnits)]
    [InlineData("ZAR", "0.01", 1)]
    public void Amounts_are_counted_in_minor_units(string code, string text, long minorUnits)
    {
        Assert.Equal(AmountFault.None, Create(code, text, out var amount));
        Assert.Equal(minorUnits, amount!.MinorUnits);
    }

    [Theory]
    [InlineData("ZAR", "0", AmountFault.NotPositive)]
    [InlineData("ZAR", "0.00", AmountFault.NotPositive)]
    [InlineData("ZAR", "-5", AmountFault.NotPositive)]
    [InlineData("ZAR", "10.000", AmountFault.TooManyDecimals)]
    [InlineData("JPY", "500.0", AmountFault.TooManyDecimals)]
    [InlineData("KWD", "1.2500", AmountFault.TooManyDecimals)]
    [InlineData("ZAR", "10000000000000000.01", AmountFault.TooLarge)]
    [InlineData("ZAR", "10000000000000001", AmountFault.TooLarge)]
    [InlineData("ZAR", "99999999999999999999999999999999999999999", AmountFault.TooLarge)]
    [InlineData("CLF", "99999999999999999999999999999999999999", AmountFault.TooLarge)]
    public void Amounts_are_refused_with_their_fault(string code, string text, AmountFault fault)
    {
        Assert.Equal(fault, Create(code, text, out var amount));
        Assert.Null(amount);
    }

    [Theory]
    [InlineData("ZAR", 5, "0.05")]
    [InlineData("JPY", 5, "5")]
    [InlineData("CLF", 12345, "1.2345")]
    public void Amounts_are_written_with_all_decimals_of_their_currency(string code, long minorUnits, string text) =>
        Assert.Equal(text, new CurrencyAmount(Currency.Find(code)!, minorUnits).ToString());

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(CurrencyAmount.MaxMinorUnits + 1)]
    public void Amount_outside_its_range_is_never_made(long minorUnits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CurrencyAmount(Currency.Zar, minorUnits));

    private static AmountFault Create(string code, string text, out CurrencyAmount? amount)
    {
        Assert.True(ExactDecimal.TryParse(text, allowExponent: false, out var value));
        return CurrencyAmount.TryCreate(value, Currency.Find(code)!, out amount);
    }
}
