using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// One call of a trigger function by the Functions host: <c>{"Data": {binding: value}, "Metadata": {name: value}}</c>.
/// Names are compared without case; unknown ones are left alone. The values are valid until disposal.
/// </summary>
internal sealed class Invocation(
    string function, string id, JsonDocument envelope, IReadOnlyList<ReadOnlyMemory<byte>>? batch = null) : IDisposable
{
    private IReadOnlyList<ReadOnlyMemory<byte>>? batch = batch;

    /// <summary>The folder name of the function.</summary>
    public string Function { get; } = function;

    /// <summary>The host's id of this call; for logs only.</summary>
    public string Id { get; } = id;

    /// <summary>The value of a binding; where there is just one value and it has another name, that one. Null when there is none.</summary>
    public JsonElement? Data(string binding)
    {
        if (Member(envelope.RootElement, "Data") is not { ValueKind: JsonValueKind.Object } data)
            return null;
        if (Member(data, binding) is { } named)
            return named;
        using var values = data.EnumerateObject();
        if (!values.MoveNext())
            return null;
        var only = values.Current.Value;
        return values.MoveNext() ? null : only;
    }

    /// <summary>The bodies that a binding's value stands for, when it was a long batch that <see cref="CallBody"/> has taken out.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Batch(JsonElement data) =>
        data.ValueKind == JsonValueKind.String && data.ValueEquals(CallBody.Placeholder) ? batch : null;

    /// <summary>A value that came beside the data; null when there is none.</summary>
    public JsonElement? Metadata(string name) =>
        Member(envelope.RootElement, "Metadata") is { ValueKind: JsonValueKind.Object } metadata ? Member(metadata, name) : null;

    // Lets go of the messages as well: the caller may itself live a little longer.
    public void Dispose()
    {
        batch = null;
        envelope.Dispose();
    }

    private static JsonElement? Member(JsonElement of, string name)
    {
        if (of.TryGetProperty(name, out var exact))
            return exact;
        foreach (var member in of.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
                return member.Value;
        }
        return null;
    }
}
