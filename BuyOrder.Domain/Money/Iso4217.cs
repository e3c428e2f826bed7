using System.Collections.Frozen;

namespace BuyOrder.Domain.Money;

/// <summary>
/// ISO 4217 list one (active currencies and funds) with minor units, plus the codes withdrawn since 2025 (ANG, BGN, CUC), in which
/// late messages may still arrive. Codes without a minor unit (metals, XDR, XXX, XTS…) are no money to convert and are not listed.
/// </summary>
internal static class Iso4217
{
    private const string WithoutDecimals =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

    private const string WithTwo =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE " +
        "CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD " +
        "HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU " +
        "MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG " +
        "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST " +
        "XAD XCD XCG YER ZAR ZMW ZWG";

    private const string WithThree = "BHD IQD JOD KWD LYD OMR TND";

    private const string WithFour = "CLF UYW";

    private static readonly FrozenDictionary<string, Currency> ByCode =
        Listed(WithoutDecimals, 0).Concat(Listed(WithTwo, 2)).Concat(Listed(WithThree, 3)).Concat(Listed(WithFour, 4))
            .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    internal static IReadOnlyCollection<Currency> All => ByCode.Values;

    internal static Currency? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    private static IEnumerable<Currency> Listed(string codes, int digits) => codes.Split(' ').Select(code => new Currency(code, digits));
}
