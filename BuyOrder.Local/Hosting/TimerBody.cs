using System.Globalization;
using System.Text.Json;

namespace BuyOrder.Local.Hosting;

/// <summary>What a timer function is posted.</summary>
internal static class TimerBody
{
    /// <param name="function">The function's name.</param>
    /// <param name="trigger">Its timer.</param>
    /// <param name="last">When it last fired; null at the first time.</param>
    /// <param name="now">When it fires.</param>
    public static ReadOnlyMemory<byte> Build(string function, TimerTrigger trigger, DateTimeOffset? last, DateTimeOffset now) =>
        InvocationBody.Build(function, now, writer =>
        {
            writer.WriteStartObject(trigger.Binding);
            writer.WriteStartObject("Schedule");
            writer.WriteBoolean("AdjustForDST", trigger.Schedule.FollowsWallClock);
            writer.WriteEndObject();
            WriteStatus(writer, trigger, last, now);
            writer.WriteBoolean("IsPastDue", false);
            writer.WriteEndObject();
        }, null);

    /// <summary>The host keeps a status only when asked to, and never for a timer that fires several times a minute.</summary>
    private static void WriteStatus(Utf8JsonWriter writer, TimerTrigger trigger, DateTimeOffset? last, DateTimeOffset now)
    {
        if (!trigger.UseMonitor || trigger.Schedule.IsFasterThanAMinute(now))
        {
            writer.WriteNull("ScheduleStatus");
            return;
        }
        writer.WriteStartObject("ScheduleStatus");
        writer.WriteString("Last", Time(last));
        writer.WriteString("Next", Time(trigger.Schedule.Next(now)));
        writer.WriteString("LastUpdated", Time(last));
        writer.WriteEndObject();
    }

    /// <summary>A time that there never was is the year 1, without an offset.</summary>
    private static string Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture) ?? "0001-01-01T00:00:00";
}
