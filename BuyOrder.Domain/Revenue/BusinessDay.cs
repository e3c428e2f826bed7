namespace BuyOrder.Domain.Revenue;

/// <summary>The calendar day that an instant belongs to in the business time zone.</summary>
public static class BusinessDay
{
    /// <remarks>The last hours of the year 9999 that lie in the year 10000 there belong to the last day there is.</remarks>
    public static DateOnly Of(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var utc = instant.UtcDateTime;
        var ticks = utc.Ticks + zone.GetUtcOffset(utc).Ticks;
        return DateOnly.FromDateTime(new DateTime(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks)));
    }
}
