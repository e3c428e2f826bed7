namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…" }</c>, of a pause, of its end, and of a cancel.</summary>
/// <param name="Reason">The operator's own words.</param>
internal sealed record ReasonBody(string Reason)
{
    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ReasonBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Reason();
        members.Demand();
        return new ReasonBody(reason!);
    }
}
