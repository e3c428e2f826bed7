using System.Globalization;
using System.Text.Json;

namespace BuyOrder.Local.Hosting;

/// <summary>Judges the handler's answer to a trigger as the Functions host does.</summary>
internal static class InvocationAnswer
{
    private const int MaxBytes = 16 * 1024 * 1024;

    public static async Task<InvocationResult> JudgeAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
            return InvocationResult.Failed(string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}"));
        await answer.Content.LoadIntoBufferAsync(MaxBytes, cancellation);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (body.Length == 0)
            return InvocationResult.WouldHang("an answer without content");
        var mediaType = answer.Content.Headers.ContentType?.MediaType;
        if (!IsJson(mediaType))
            return InvocationResult.Failed($"content type {mediaType ?? "missing"}");
        try
        {
            using var document = JsonDocument.Parse(body);
            return Judge(document.RootElement);
        }
        catch (JsonException e)
        {
            return InvocationResult.Failed($"no JSON: {e.Message}");
        }
    }

    private static bool IsJson(string? mediaType) =>
        string.Equals(mediaType, "application/json", StringComparison.OrdinalIgnoreCase)
        || string.Equals(mediaType, "text/json", StringComparison.OrdinalIgnoreCase);

    private static InvocationResult Judge(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Null)
            return InvocationResult.WouldHang("an answer of null");
        if (root.ValueKind != JsonValueKind.Object)
            return InvocationResult.Failed($"a JSON {root.ValueKind} where an object is due");
        var logs = new List<string>();
        foreach (var member in root.EnumerateObject())
        {
            if (Is(member, "Outputs") && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
                return InvocationResult.Failed("Outputs is no object");
            if (Is(member, "Logs") && !TryReadLogs(member.Value, logs))
                return InvocationResult.Failed("Logs is no array of lines");
        }
        return InvocationResult.Succeeded(logs);
    }

    private static bool Is(JsonProperty member, string name) => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase);

    private static bool TryReadLogs(JsonElement value, List<string> logs)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return true;
        if (value.ValueKind != JsonValueKind.Array)
            return false;
        foreach (var line in value.EnumerateArray())
        {
            if (line.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                return false;
            logs.Add(line.ToString());
        }
        return true;
    }
}
