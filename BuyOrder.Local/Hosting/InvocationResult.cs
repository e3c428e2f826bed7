namespace BuyOrder.Local.Hosting;

/// <summary>How an invocation ended. Anything but success makes the host try again, where the trigger has a second try.</summary>
internal enum InvocationOutcome
{
    Failed,

    /// <summary>A 2xx without content: the real host would wait for the function's timeout, then kill the handler.</summary>
    WouldHang,

    Succeeded,
}

/// <param name="Outcome">What the host makes of the answer.</param>
/// <param name="Reason">Why it is no success; empty for one.</param>
/// <param name="Logs">Lines that the handler sent along, only with a success.</param>
internal sealed record InvocationResult(InvocationOutcome Outcome, string Reason, IReadOnlyList<string> Logs)
{
    public static InvocationResult Failed(string reason) => new(InvocationOutcome.Failed, reason, []);

    public static InvocationResult WouldHang(string reason) => new(InvocationOutcome.WouldHang, reason, []);

    public static InvocationResult Succeeded(IReadOnlyList<string> logs) => new(InvocationOutcome.Succeeded, "", logs);
}
