namespace BuyOrder.Domain.Money;

internal static class PowersOfTen
{
    private static readonly UInt128[] Table = Build();

    /// <param name="exponent">0 to 38.</param>
    internal static UInt128 Of(int exponent) => Table[exponent];

    private static UInt128[] Build()
    {
        var table = new UInt128[ExactDecimal.MaxDigits + 1];
        table[0] = 1;
        for (var i = 1; i < table.Length; i++)
            table[i] = checked(table[i - 1] * 10);
        return table;
    }
}
