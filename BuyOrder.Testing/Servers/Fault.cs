namespace BuyOrder.Testing.Servers;

/// <summary>One request's fate.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Wait">Of a delay or an echo.</param>
/// <param name="Status">Of a refusal.</param>
internal sealed record Fault(FaultKind Kind, TimeSpan Wait = default, int Status = 0)
{
    public static readonly Fault None = new(FaultKind.None);
}
