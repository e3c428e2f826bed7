using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "finding": "completed" | "failed", "reason": "…", "evidence": "0x…" }</c>.</summary>
/// <param name="Finding">What became of the order.</param>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Evidence">For <c>completed</c> the transaction hash of the purchase; for <c>failed</c> free text, or null.</param>
internal sealed record ResolveBuyOrderBody(Finding Finding, string Reason, string? Evidence)
{
    public const int MaxBytes = 16 * 1024;
    public const int MaxEvidenceLength = 2000;

    /// <summary>More than either word has.</summary>
    private const int MaxFindingLength = 64;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ResolveBuyOrderBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "finding", "reason", "evidence");
        var finding = members.Text("finding", MaxFindingLength, required: true) switch
        {
            "completed" => Finding.Completed,
            "failed" => Finding.Failed,
            _ => Finding.Unset,
        };
        if (finding == Finding.Unset)
            members.Fault("finding", "Must be completed or failed.");
        var reason = members.Reason();
        var evidence = members.Text("evidence", MaxEvidenceLength, required: false);
        if (finding == Finding.Completed && !Hash256.TryParse(evidence, out _))
            members.Fault("evidence", "Must be the transaction hash of the purchase: 0x and 64 hexadecimal digits.");
        members.Demand();
        return new ResolveBuyOrderBody(finding, reason!, evidence);
    }
}
