namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…" }</c>.</summary>
/// <param name="Reason">Why the message is not to count, in the operator's own words.</param>
internal sealed record DiscardRejectedRevenueBody(string Reason)
{
    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static DiscardRejectedRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Reason();
        members.Demand();
        return new DiscardRejectedRevenueBody(reason!);
    }
}
