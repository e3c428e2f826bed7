using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "address": "0x…", "nonce": 12, "reason": "…", "evidence": "…" }</c>.</summary>
/// <param name="Address">Whose nonce.</param>
/// <param name="Nonce">The one that comes next, as the chain shows it now.</param>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Evidence">Free text; must name the transaction hash of every purchase that the order store does not know. Null for none.</param>
internal sealed record AcceptNonceBody(Address Address, long Nonce, string Reason, string? Evidence)
{
    public const int MaxBytes = 32 * 1024;

    /// <summary>Room for the hashes of more purchases than one look finds.</summary>
    public const int MaxEvidenceLength = 8000;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static AcceptNonceBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "address", "nonce", "reason", "evidence");
        var address = members.Address("address", required: true);
        var nonce = members.Natural("nonce");
        var reason = members.Reason();
        var evidence = members.Text("evidence", MaxEvidenceLength, required: false);
        members.Demand();
        return new AcceptNonceBody(address!.Value, nonce, reason!, evidence);
    }
}
