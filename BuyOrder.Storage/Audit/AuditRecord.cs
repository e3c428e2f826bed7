namespace BuyOrder.Storage.Audit;

/// <summary>Who did what, and why. Written in the same batch as the step that it tells of, and never changed.</summary>
/// <param name="Id">Sorts newest first.</param>
/// <param name="At">When.</param>
/// <param name="Who"><c>operator</c>, or <c>service</c> for what the service found by itself.</param>
/// <param name="Action">What was done.</param>
/// <param name="Subject">An order id, an address, a day of exchange rates, a version of the parameters, or the id of rejected revenue.</param>
/// <param name="Reason">In the words of who did it.</param>
/// <param name="Evidence">As given; null for none.</param>
/// <param name="Detail">What the service itself found, in one sentence.</param>
internal sealed record AuditRecord(
    string Id, DateTimeOffset At, string Who, AuditAction Action, string Subject, string Reason, string? Evidence, string Detail)
{
    /// <summary>What it was before; null in records from before it was kept.</summary>
    public string? Before { get; init; }

    /// <summary>What it is from then on; null in records from before it was kept.</summary>
    public string? After { get; init; }

    /// <summary>What the service calls itself.</summary>
    public const string Service = "service";

    /// <summary>The same as it was written before those two were kept.</summary>
    public AuditRecord WithoutValues() => this with { Before = null, After = null };

    /// <summary>Sorts newest first.</summary>
    public static string NewId(DateTimeOffset at, AuditAction action, string subject) => $"{TimeKey.Of(at)}:{action}:{subject}";
}
