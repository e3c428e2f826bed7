using System.Globalization;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// <c>BUYORDER_CHAOS_ORDERS</c> sets how many orders are placed under fire at least, <c>BUYORDER_CHAOS_SEED</c> where the faults fall. One
/// seed makes the same choices again, but processes and sockets keep their own time.
/// </summary>
internal static class ChaosSettings
{
    public static int Orders => Number("BUYORDER_CHAOS_ORDERS", 50);

    public static int Seed => Number("BUYORDER_CHAOS_SEED", 20261122);

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
