using System.Text.Json.Serialization;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What became of the messages of one request, in their order.</summary>
internal sealed record RecordingResponse(IReadOnlyList<RecordingResponse.Item> Results)
{
    /// <param name="Id">The sender's.</param>
    /// <param name="Result">
    /// <c>recorded</c>, <c>duplicate</c>, <c>conflicting_duplicate</c>: kept as rejected, the first stands; or <c>rejected</c>: kept as rejected.
    /// </param>
    /// <param name="Reason">For a result that is no success: a stable word.</param>
    /// <param name="Detail">The same in a sentence.</param>
    /// <param name="RejectedId">Under which the message is kept as rejected.</param>
    internal sealed record Item(
        string? Id,
        string Result,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RejectedId);
}
