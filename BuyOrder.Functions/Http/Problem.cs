using System.Text.Json.Serialization;

namespace BuyOrder.Functions.Http;

/// <summary>An error answer, RFC 9457.</summary>
/// <param name="Type">Stable name of the kind: see <see cref="ProblemType"/>.</param>
/// <param name="Title">The kind in words; the same for every problem of that kind.</param>
/// <param name="Status">The HTTP status, repeated.</param>
/// <param name="Detail">What happened this time.</param>
/// <param name="Errors">For a wrong request: per member, header or query parameter what is wrong with it and what is allowed.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The kind in one word, for programs: <c>not_found</c>.</summary>
    public string Code => ProblemType.CodeOf(Type);

    /// <summary>The id of the call, under which the log has it; filled when the problem is answered.</summary>
    public string? TraceId { get; init; }

    /// <summary>Why revenue was refused: a stable word.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>Under which the refused message is kept as rejected revenue.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RejectedId { get; init; }
}
