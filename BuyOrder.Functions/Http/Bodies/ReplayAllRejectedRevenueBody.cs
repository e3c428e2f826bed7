namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "no_exchange_rate", "continuation": "…" }</c>.</summary>
/// <param name="Reason">The reason of the rejection, not of the replay.</param>
/// <param name="Continuation">From the answer of the call before; null = from the oldest.</param>
internal sealed record ReplayAllRejectedRevenueBody(string Reason, string? Continuation)
{
    private const int MaxReasonLength = 64;
    private const int MaxContinuationLength = 4096;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ReplayAllRejectedRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason", "continuation");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        var continuation = members.Text("continuation", MaxContinuationLength, required: false);
        members.Demand();
        return new ReplayAllRejectedRevenueBody(reason!, continuation);
    }
}
