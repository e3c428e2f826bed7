namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…" }</c>.</summary>
/// <param name="Reason">The operator's own words: who looked at the new code, and where.</param>
internal sealed record AcceptContractsBody(string Reason)
{
    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static AcceptContractsBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Reason();
        members.Demand();
        return new AcceptContractsBody(reason!);
    }
}
