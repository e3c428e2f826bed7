using System.Globalization;

namespace BuyOrder.Functions.Http;

/// <summary>When it makes sense to ask again: storage or chain may be back, an order may have moved on (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>About as often as the settling timer looks at what is in flight.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static void Set(HttpResponse response) =>
        response.Headers.RetryAfter = Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
