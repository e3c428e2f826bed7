using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>The column in which the state keeps the sums of all fills; absent while there are none.</summary>
internal static class FillColumn
{
    private const string Name = "fills";
    private const int Parts = 6;

    public static void Write(RowValues row, FillStatistics fills) => row[Name] = fills == FillStatistics.None
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{fills.Count},{fills.Spend.Cents},{fills.MidWeighted},{fills.MidWorstBps},{fills.ReferenceWeighted},{fills.ReferenceWorstBps}");

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static FillStatistics Read(RowValues row)
    {
        if (row.TextOrNull(Name) is not { } text)
            return FillStatistics.None;
        try
        {
            var parts = text.Split(',');
            if (parts.Length != Parts)
                throw new FormatException($"it has {parts.Length} parts, not {Parts}");
            var numbers = Array.ConvertAll(
                parts, part => System.Numerics.BigInteger.Parse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
            return new FillStatistics((long)numbers[0], new Zar((long)numbers[1]), numbers[2], (int)numbers[3], numbers[4], (int)numbers[5]);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw new InvalidDataException($"Property {Name} is '{text}': {error.Message}.", error);
        }
    }
}
