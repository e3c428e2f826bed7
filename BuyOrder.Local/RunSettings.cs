using System.Globalization;
using System.Security.Cryptography;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;

namespace BuyOrder.Local;

/// <summary>The deployment settings of the function app for this run.</summary>
internal static class RunSettings
{
    /// <summary>The setting that tells this run's tables from others.</summary>
    public const string TablePrefix = "BuyOrder__Storage__TablePrefix";

    private const string TimeZone = "Africa/Johannesburg";

    /// <summary>Every start has tables of its own, even on an Azurite that already holds some.</summary>
    private static string NewTablePrefix() => $"run{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>Notifications go where revenue comes from, to their own queue.</summary>
    public static KeyValuePair<string, string> Notifications(IMessageBus bus) =>
        new("BuyOrder__Notifications__ConnectionString", bus.ConnectionString);

    public static AppSettings For(LocalMarket market, string rpcUrl, string tablesUrl) => new(new Dictionary<string, string>
    {
        ["BuyOrder__Storage__ConnectionString"] = Azurite.ConnectionStringFor(tablesUrl),
        [TablePrefix] = NewTablePrefix(),
        // How the timer is declared; the local run fires it every second.
        ["SettleSchedule"] = "*/30 * * * * *",
        ["BuyOrder__ShardCount"] = "8",
        ["BuyOrder__BusinessTimeZone"] = TimeZone,
        ["BuyOrder__ChainId"] = market.ChainId.ToString(CultureInfo.InvariantCulture),
        ["BuyOrder__RpcUrls"] = rpcUrl,
        ["BuyOrder__Confirmations"] = "2",
        ["BuyOrder__Token"] = market.Azr.ToString(),
        ["BuyOrder__Stablecoin"] = market.Zar.ToString(),
        ["BuyOrder__Router"] = market.Router.ToString(),
        ["BuyOrder__Recipient"] = market.Treasury.ToString(),
        ["BuyOrder__Signer__Kind"] = "Development",
        ["BuyOrder__Signer__PrivateKey"] = market.Wallet.PrivateKey,
        ["BuyOrder__InitialParameters__RateBps"] = "1000",
        ["BuyOrder__InitialParameters__Minimum"] = "100.00",
        ["BuyOrder__InitialParameters__Maximum"] = "1000000.00",
        ["BuyOrder__InitialParameters__SlippageBps"] = "100",
        ["BuyOrder__InitialParameters__DeviationBps"] = "200",
        ["BuyOrder__InitialParameters__ImpactBps"] = "100",
        ["BuyOrder__InitialParameters__MaxFeePerGasGwei"] = "500",
        ["BuyOrder__InitialParameters__MaxPriorityFeePerGasGwei"] = "2",
        ["BuyOrder__InitialParameters__ReferencePrice"] = "50.00",
        // Due every second: whenever the scheduled function is asked for here, it finds a slot.
        ["BuyOrder__InitialParameters__Schedule"] = "* * * * * *",
        ["BuyOrder__InitialParameters__ScheduleTimeZone"] = TimeZone,
    });
}
