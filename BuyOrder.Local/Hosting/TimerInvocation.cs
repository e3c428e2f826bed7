using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BuyOrder.Local.Worker;
using BuyOrder.Local.Worker.Messages;

namespace BuyOrder.Local.Hosting;

/// <summary>What a timer function is invoked with: JSON text.</summary>
internal static class TimerInvocation
{
    /// <summary>Leaves signs such as the plus of an offset as they are, as the host's own serializer does.</summary>
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="trigger">Its timer.</param>
    /// <param name="last">When it last fired; null at the first time.</param>
    /// <param name="now">When it fires.</param>
    public static Invocation Of(TimerTrigger trigger, DateTimeOffset? last, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("Schedule");
            writer.WriteBoolean("AdjustForDST", trigger.Schedule.FollowsWallClock);
            writer.WriteEndObject();
            WriteStatus(writer, trigger, last, now);
            // The real host keeps the last time in storage and makes up for one that it missed; here there is nothing from before the start.
            writer.WriteBoolean("IsPastDue", false);
            writer.WriteEndObject();
        }
        return new Invocation(new TypedData { Json = Encoding.UTF8.GetString(buffer.WrittenSpan) }, Invocation.NoMetadata);
    }

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
