using System.Text.Json.Serialization;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>One line of the audit.</summary>
/// <param name="Id">Sorts newest first.</param>
/// <param name="At">When.</param>
/// <param name="Who"><c>operator</c>, or <c>service</c> for what the service found by itself.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">An order id, an address, a day of exchange rates, or the id of rejected revenue.</param>
/// <param name="Reason">In the words of who did it.</param>
/// <param name="Evidence">As given.</param>
/// <param name="Detail">What the service itself found, in one sentence.</param>
/// <param name="Before">What it was before; absent in lines from before it was kept.</param>
/// <param name="After">What it is from then on; absent as well.</param>
internal sealed record AuditResponse(
    string Id,
    DateTimeOffset At,
    string Who,
    string Action,
    string Subject,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Evidence,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Before,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After)
{
    public static AuditResponse Of(AuditRecord audit) => new(
        audit.Id, audit.At, audit.Who, Words.Of(audit.Action), audit.Subject, audit.Reason, audit.Evidence, audit.Detail, audit.Before, audit.After);
}
