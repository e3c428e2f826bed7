using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Signals;

/// <summary>How far ahead a wallet that runs low is told of: a deployment setting.</summary>
internal sealed record WalletOptions
{
    public const string WarningDaysSetting = "BuyOrder__WalletWarningDays";

    /// <summary>Days that the wallet should last at the run rate.</summary>
    public int WarningDays { get; init; } = 7;

    public static WalletOptions Read(SettingsReader reader) =>
        new() { WarningDays = (int)reader.Integer(WarningDaysSetting, fallback: 7, minimum: 1, maximum: 90) };
}
