namespace BuyOrder.Local.Worker;

/// <summary>The version of the Functions host whose contract this one keeps.</summary>
internal static class HostVersion
{
    public const string Text = "4.1037.0.0";
}
