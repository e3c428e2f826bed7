using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "wallet": "0x…", "reason": "…" }</c>.</summary>
/// <param name="Wallet">The one that is left as it is.</param>
/// <param name="Reason">The administrator's own words.</param>
internal sealed record AcceptRotationBody(Address Wallet, string Reason)
{
    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static AcceptRotationBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "wallet", "reason");
        var wallet = members.Address("wallet", required: true);
        var reason = members.Reason();
        members.Demand();
        return new AcceptRotationBody(wallet!.Value, reason!);
    }
}
