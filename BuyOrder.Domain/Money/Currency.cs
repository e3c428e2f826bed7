namespace BuyOrder.Domain.Money;

/// <summary>An active ISO 4217 currency: its three-letter code and the decimals that it has.</summary>
public sealed record Currency
{
    internal Currency(string code, int digits) => (Code, Digits) = (code, digits);

    public static Currency Zar => Iso4217.Find("ZAR")!;

    /// <summary>Every currency there is, by code.</summary>
    public static IEnumerable<Currency> All => Iso4217.All.OrderBy(currency => currency.Code, StringComparer.Ordinal);

    public string Code { get; }

    /// <summary>0 to 4.</summary>
    public int Digits { get; }

    /// <summary>The currency of a code, compared exactly (upper case); null when ISO 4217 does not list it with decimals.</summary>
    public static Currency? Find(string? code) => Iso4217.Find(code);

    /// <summary>Minor units as plain digits with all decimals of the currency: <c>-1499.00</c>.</summary>
    public string Format(Int128 minorUnits) =>
        (minorUnits < 0 ? "-" : "") + PlainDecimal.Format((UInt128)Int128.Abs(minorUnits), Digits);

    public override string ToString() => Code;
}
