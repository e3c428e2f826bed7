namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…" }</c>, of a pause, of its end, and of a cancel.</summary>
/// <param name="Reason">The operator's own words.</param>
internal sealed record ReasonBody(string Reason)
{
    public const int MaxBytes = 8 * 1024;
    public const int MaxReasonLength = 500;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ReasonBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        members.Demand();
        return new ReasonBody(reason!);
    }
}
