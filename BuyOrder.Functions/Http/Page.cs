using System.Text.Json.Serialization;

namespace BuyOrder.Functions.Http;

/// <summary>A page of a list. It may be short, even empty, and still have a link to the next one.</summary>
internal sealed record Page<T>(
    IReadOnlyList<T> Value, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextLink);

/// <summary>Which page of a list: its largest size, and where the page before ended (null = the first).</summary>
internal sealed record PageRequest(int Size, string? Continuation);
