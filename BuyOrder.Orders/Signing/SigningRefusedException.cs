namespace BuyOrder.Orders.Signing;

/// <summary>The signing boundary did not let a transaction pass. Nothing was signed, or what was signed has been dropped.</summary>
internal sealed class SigningRefusedException(SigningRefusal refusal, string detail) : Exception($"Signing refused ({refusal}): {detail}")
{
    public SigningRefusal Refusal { get; } = refusal;

    /// <summary>One sentence with what was found and what is allowed.</summary>
    public string Detail { get; } = detail;
}
