namespace BuyOrder.Functions.Http.Bodies;

/// <summary>Nothing, or <c>{ "accept": true, "reason": "…" }</c>.</summary>
/// <param name="AcceptedFor">Why it is recorded against the plausibility limits, in the operator's own words; null: it is judged by them.</param>
internal sealed record ReplayRejectedRevenueBody(string? AcceptedFor)
{
    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ReplayRejectedRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return new ReplayRejectedRevenueBody(AcceptedFor: null);
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "accept", "reason");
        var accept = members.Flag("accept");
        var reason = members.Reason(required: accept);
        if (reason is not null && !accept)
            members.Fault("reason", "Is only allowed beside accept: true.");
        members.Demand();
        return new ReplayRejectedRevenueBody(reason);
    }
}
