namespace BuyOrder.Domain.Schedule;

/// <summary>The moment that a local time of a zone means.</summary>
/// <remarks>
/// The zone is only ever asked which offset an instant has. Its own answers about skipped and repeated local times are wrong in zones whose
/// standard time is the summer one (Dublin, Casablanca, El Aaiun): dotnet/runtime, issue 120915.
/// </remarks>
public static class LocalTime
{
    /// <summary>Farther from the moment than any offset is from any other, and nearer than two changes of one zone lie together.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(1);

    /// <summary>
    /// Of a local time that comes twice the first moment; one that the zone skips is read with the offset before the change, which gives the
    /// moment that the clocks have moved on to.
    /// </summary>
    public static DateTimeOffset ToUtc(DateTime local, TimeZoneInfo zone)
    {
        var asUtc = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero);
        var before = zone.GetUtcOffset(asUtc - Around);
        var after = zone.GetUtcOffset(asUtc + Around);

        // The larger offset gives the earlier moment.
        var (larger, smaller) = before > after ? (before, after) : (after, before);
        if (zone.GetUtcOffset(asUtc - larger) == larger)
            return asUtc - larger;
        return zone.GetUtcOffset(asUtc - smaller) == smaller ? asUtc - smaller : asUtc - before;
    }

    /// <summary>The smallest and the largest offset that the zone has within a day of the moment.</summary>
    public static (TimeSpan Smallest, TimeSpan Largest) OffsetsAround(DateTimeOffset moment, TimeZoneInfo zone)
    {
        ReadOnlySpan<TimeSpan> offsets =
            [zone.GetUtcOffset(moment - Around), zone.GetUtcOffset(moment), zone.GetUtcOffset(moment + Around)];
        var (smallest, largest) = (offsets[0], offsets[0]);
        foreach (var offset in offsets)
        {
            smallest = offset < smallest ? offset : smallest;
            largest = offset > largest ? offset : largest;
        }

        return (smallest, largest);
    }
}
