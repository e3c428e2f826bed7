using BuyOrder.Orders.Recovery;

namespace BuyOrder.Functions.Http.Bodies;

/// <summary><c>{ "reason": "…", "ids": ["…"] }</c>.</summary>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Ids">Of the refunds beyond a limit that are not confirmed yet; empty when there are none.</param>
internal sealed record ConfirmRevenueBody(string Reason, IReadOnlyList<string> Ids)
{
    /// <summary>A hundred ids of 128 units, each written as an escape sequence, have 77 KB.</summary>
    public const int MaxBytes = 128 * 1024;

    private const int MaxIdLength = 128;

    /// <exception cref="RequestException">400: not JSON, or a member is missing or wrong.</exception>
    public static ConfirmRevenueBody Parse(ReadOnlyMemory<byte> body)
    {
        using var document = BodyReader.Parse(body);
        var members = new BodyMembers(document.RootElement, "reason", "ids");
        var reason = members.Reason();
        var ids = members.Texts("ids", RevenueConfirmation.MaxRefunds, MaxIdLength);
        members.Demand();
        return new ConfirmRevenueBody(reason!, ids);
    }
}
