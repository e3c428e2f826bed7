namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…" }</c>.</summary>
/// <param name="Reason">The operator's own words: who looked at the new code, and where.</param>
internal sealed record AcceptContractsBody(string Reason)
{
    public const int MaxBytes = 8 * 1024;
    public const int MaxReasonLength = 500;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static AcceptContractsBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason");
        var reason = members.Text("reason", MaxReasonLength, required: true);
        members.Demand();
        return new AcceptContractsBody(reason!);
    }
}
