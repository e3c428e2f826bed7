namespace BuyOrder.Functions.Http;

/// <summary>Who calls, for the records.</summary>
internal static class Caller
{
    /// <summary>The host has checked that the caller may operate; who it was is not told with function keys.</summary>
    public const string Operator = "operator";
}
