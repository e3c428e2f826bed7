using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// The envelope <c>{"Data": …, "Metadata": …}</c> that the Functions host posts to a handler for everything but HTTP requests.
/// </summary>
/// <remarks>Plain objects stay objects; every list is one string of JSON text.</remarks>
internal static class InvocationBody
{
    /// <summary>Quotes inside strings as <c>\"</c>, as the host's own serializer writes them.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="function">Told in the system metadata.</param>
    /// <param name="now">Told in the system metadata.</param>
    /// <param name="writeData">Writes the one member of Data, name and value.</param>
    /// <param name="writeMetadata">Writes the members of Metadata besides the system's own.</param>
    public static ReadOnlyMemory<byte> Build(
        string function, DateTimeOffset now, Action<Utf8JsonWriter> writeData, Action<Utf8JsonWriter>? writeMetadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartObject("Data");
        writeData(writer);
        writer.WriteEndObject();
        writer.WriteStartObject("Metadata");
        writeMetadata?.Invoke(writer);
        writer.WriteStartObject("sys");
        writer.WriteString("MethodName", function);
        writer.WriteString("UtcNow", Ticks(now));
        writer.WriteString("RandGuid", Guid.NewGuid());
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>UTC with all seven decimals and a Z.</summary>
    public static string Ticks(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
}
