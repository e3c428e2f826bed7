using System.Globalization;
using System.Text.Json;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// Reads what an app says of itself as the Functions host does: comments allowed, names in any case, every fault names where it stands.
/// </summary>
internal sealed class JsonFile
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly JsonElement element;

    private JsonFile(string path, JsonElement element) => (Path, this.element) = (path, element);

    /// <summary>Where it stands: a file, or what else messages call it.</summary>
    public string Path { get; }

    /// <summary>The text itself, for those who ask the host what it runs.</summary>
    public JsonElement Json => element;

    public static JsonFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Options);
            return new JsonFile(path, document.RootElement.Clone());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new FunctionAppException($"{path} can't be read: {e.Message}", e);
        }
    }

    /// <param name="place">How messages call it.</param>
    /// <param name="json">Its text.</param>
    public static JsonFile Parse(string place, string json) => new(place, JsonElement.Parse(json));

    public bool Has(string name) => Find(element, name).ValueKind != JsonValueKind.Undefined;

    /// <summary>The object at a path of member names; an empty one if any of them is missing.</summary>
    public JsonFile Section(params ReadOnlySpan<string> names)
    {
        var current = element;
        foreach (var name in names)
            current = Find(current, name);
        return new JsonFile(Path, current);
    }

    public IReadOnlyList<JsonFile> Items(string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } array
            ? [.. array.EnumerateArray().Select(item => new JsonFile(Path, item))]
            : [];

    public string? Text(string name) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Fault(name, "a string"),
    };

    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } value ? value : throw Fault(name, "a string that is not empty");

    /// <summary>Null if the member is missing.</summary>
    public IReadOnlyList<string>? Texts(string name) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Array } array when array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. array.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw Fault(name, "an array of strings"),
    };

    public bool Flag(string name, bool absent) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Fault(name, "true or false"),
    };

    public int Number(string name, int absent, int lowest) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => absent,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) && number >= lowest => number,
        _ => throw Fault(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {lowest} to {int.MaxValue}")),
    };

    public TimeSpan Duration(string name, TimeSpan absent) =>
        Text(name) is not { } text ? absent
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero ? duration
        : throw Fault(name, "a duration above zero, as 00:01:00");

    public FunctionAppException Fault(string name, string allowed) => new($"{Path}: \"{name}\" must be {allowed}.");

    private static JsonElement Find(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object)
            return default;
        foreach (var member in parent.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }
        return default;
    }
}
