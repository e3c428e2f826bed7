using System.Text.Json.Serialization;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>What the replay of all messages of a reason came to, as far as this call went.</summary>
/// <param name="Replayed">They are entries now.</param>
/// <param name="Duplicates">They were entries already.</param>
/// <param name="StillRejected">They stay open, some perhaps for another reason.</param>
/// <param name="More">True when open messages were left that this call has not looked at.</param>
/// <param name="Continuation">To be sent along with the next call, when there are more.</param>
internal sealed record ReplayAllResponse(
    int Replayed,
    int Duplicates,
    int StillRejected,
    bool More,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Continuation);
