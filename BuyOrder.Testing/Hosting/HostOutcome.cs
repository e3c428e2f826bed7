namespace BuyOrder.Testing.Hosting;

internal enum HostOutcome
{
    Unset = 0,

    /// <summary>Queue messages are completed.</summary>
    Succeeded,

    /// <summary>Queue messages are abandoned and delivered again.</summary>
    Failed,

    /// <summary>The host would wait until the function timeout and then kill the handler.</summary>
    WouldHang,
}
