using System.Globalization;
using System.Text;

namespace BuyOrder.Testing.Hosting;

/// <summary>Bodies of revenue messages.</summary>
internal static class SampleRevenue
{
    public static byte[] Sale(string id, decimal amount = 12.50m) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{id}}","source":"course_sale","amount":"{{amount}}","currency":"ZAR","occurredAt":"2026-11-20T10:00:00Z"}"""));

    public static IEnumerable<byte[]> Sales(string prefix, int count, decimal amount = 12.50m) =>
        Enumerable.Range(0, count).Select(number => Sale($"{prefix}-{number}", amount));
}
