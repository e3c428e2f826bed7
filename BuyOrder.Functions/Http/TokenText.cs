using System.Globalization;
using System.Numerics;

namespace BuyOrder.Functions.Http;

/// <summary>Amounts of a token as the API shows them: whole tokens as a decimal without needless zeros, and the raw integer.</summary>
internal static class TokenText
{
    /// <summary>Decimals of the chain's native currency.</summary>
    public const int NativeDecimals = 18;

    /// <summary><c>199.401794616151545364</c>, <c>200</c>.</summary>
    public static string Whole(BigInteger raw, int decimals)
    {
        var unit = BigInteger.Pow(10, decimals);
        var magnitude = BigInteger.Abs(raw);
        var fraction = (magnitude % unit).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0').TrimEnd('0');
        var sign = raw.Sign < 0 ? "-" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{magnitude / unit}{(fraction.Length == 0 ? "" : ".")}{fraction}");
    }

    public static string Raw(BigInteger raw) => raw.ToString(CultureInfo.InvariantCulture);
}
