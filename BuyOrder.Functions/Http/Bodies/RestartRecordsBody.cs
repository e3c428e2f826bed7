namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…", "fault": "1a2b…" }</c>.</summary>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Fault">Hash of the fault as it is shown.</param>
internal sealed record RestartRecordsBody(string Reason, string Fault)
{
    public const int MaxFaultLength = 64;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static RestartRecordsBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason", "fault");
        var reason = members.Reason();
        var fault = members.Text("fault", MaxFaultLength, required: true);
        members.Demand();
        return new RestartRecordsBody(reason!, fault!);
    }
}
