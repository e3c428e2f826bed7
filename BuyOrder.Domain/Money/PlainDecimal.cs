using System.Globalization;

namespace BuyOrder.Domain.Money;

internal static class PlainDecimal
{
    /// <summary>digits × 10^−scale with exactly <paramref name="scale"/> decimals and no grouping.</summary>
    internal static string Format(UInt128 digits, int scale)
    {
        var text = digits.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return scale == 0 ? text : $"{text[..^scale]}.{text[^scale..]}";
    }
}
