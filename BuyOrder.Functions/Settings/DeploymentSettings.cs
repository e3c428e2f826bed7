using BuyOrder.Domain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Functions.Settings;

/// <summary>Everything that the environment decides, read and checked once, before anything else happens.</summary>
internal sealed record DeploymentSettings
{
    public const string ParentProcessIdSetting = SettingsReader.Prefix + "ParentProcessId";
    public const string InitialParametersPrefix = SettingsReader.Prefix + "InitialParameters__";

    public required StorageOptions Storage { get; init; }

    public required LedgerOptions Ledger { get; init; }

    public required ChainOptions Chain { get; init; }

    public required MarketOptions Market { get; init; }

    public required PriceSourceOptions Prices { get; init; }

    public required SignerOptions Signer { get; init; }

    public required WalletOptions Wallet { get; init; }

    /// <summary>Null: nothing is sent.</summary>
    public required NotificationOptions? Notifications { get; init; }

    /// <summary>Null: the daily roots are kept in the tables alone.</summary>
    public required BlobArchiveOptions? RootArchive { get; init; }

    /// <summary>The process with which this one ends, as the local host asks for; null: it ends when it is asked to.</summary>
    public required int? ParentProcessId { get; init; }

    /// <summary>Version 1 of the business parameters, for the first start of all.</summary>
    public required BusinessParameters InitialParameters { get; init; }

    /// <summary>Reads all settings. Null when there are faults: they are in the reader, all of them.</summary>
    public static DeploymentSettings? Read(SettingsReader reader)
    {
        var storage = StorageSettings.Read(reader);
        var ledger = LedgerOptions.Read(reader);
        var market = MarketOptions.Read(reader);
        var prices = PriceSourceSettings.Read(reader, market);
        var chain = ChainOptions.Read(reader);
        var signer = SignerOptions.Read(reader, chain.ChainId);
        var wallet = WalletOptions.Read(reader);
        var notifications = NotificationSettings.Read(reader);
        var rootArchive = RootArchiveSettings.Read(reader);
        var parent = (int)reader.Integer(ParentProcessIdSetting, fallback: 0, minimum: 1, maximum: int.MaxValue);
        var parameters = ReadInitialParameters(reader, prices.Known);
        return reader.Faults.Count > 0 || parameters is null ? null : new DeploymentSettings
        {
            Storage = storage,
            Ledger = ledger,
            Chain = chain,
            Market = market,
            Prices = prices,
            Signer = signer,
            Wallet = wallet,
            Notifications = notifications,
            RootArchive = rootArchive,
            ParentProcessId = parent == 0 ? null : parent,
            InitialParameters = parameters,
        };
    }

    private static BusinessParameters? ReadInitialParameters(SettingsReader reader, KnownSources sources)
    {
        var parameters = ParametersReader.ReadFirst(member => reader.Text(InitialParametersPrefix + member), sources, out var faults);
        reader.Add(faults.Select(fault => new SettingFault(
            InitialParametersPrefix + fault.Member,
            fault.Found is null ? SettingFault.NotSet : SettingFault.Shown(fault.Found),
            fault.Allowed)));
        return parameters;
    }
}
