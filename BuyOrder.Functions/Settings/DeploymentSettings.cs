namespace BuyOrder.Functions.Settings;

/// <summary>Everything that the environment decides, read and checked once, before anything else happens.</summary>
internal sealed record DeploymentSettings
{
    public const string PortSetting = "FUNCTIONS_CUSTOMHANDLER_PORT";

    /// <summary>The port on which the Functions host will call.</summary>
    public required int Port { get; init; }

    /// <summary>Reads all settings; the faults, if any, are in the reader.</summary>
    public static DeploymentSettings Read(SettingsReader reader) => new()
    {
        Port = (int)reader.Integer(PortSetting, fallback: null, minimum: 1, maximum: ushort.MaxValue),
    };
}
