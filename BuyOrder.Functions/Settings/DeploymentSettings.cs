using BuyOrder.Domain;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Functions.Settings;

/// <summary>Everything that the environment decides, read and checked once, before anything else happens.</summary>
internal sealed record DeploymentSettings
{
    public const string PortSetting = "FUNCTIONS_CUSTOMHANDLER_PORT";
    public const string ShardCountSetting = SettingsReader.Prefix + "ShardCount";
    public const string BusinessTimeZoneSetting = SettingsReader.Prefix + "BusinessTimeZone";
    public const string ChainIdSetting = SettingsReader.Prefix + "ChainId";
    public const string RpcUrlsSetting = SettingsReader.Prefix + "RpcUrls";
    public const string ConfirmationsSetting = SettingsReader.Prefix + "Confirmations";
    public const string InitialParametersPrefix = SettingsReader.Prefix + "InitialParameters__";

    private const int DefaultConfirmations = 12;
    private const int MaxConfirmations = 1000;
    private const int MaxRpcUrls = 10;

    /// <summary>The port on which the Functions host will call.</summary>
    public required int Port { get; init; }

    public required StorageOptions Storage { get; init; }

    public required LedgerOptions Ledger { get; init; }

    public required ChainOptions Chain { get; init; }

    public required MarketOptions Market { get; init; }

    public required SignerOptions Signer { get; init; }

    /// <summary>Null: nobody is notified.</summary>
    public required NotificationOptions? Notifications { get; init; }

    /// <summary>Version 1 of the business parameters, for the first start of all.</summary>
    public required BusinessParameters InitialParameters { get; init; }

    /// <summary>Reads all settings. Null when there are faults: they are in the reader, all of them.</summary>
    public static DeploymentSettings? Read(SettingsReader reader)
    {
        var port = (int)reader.Integer(PortSetting, fallback: null, minimum: 1, maximum: ushort.MaxValue);
        var storage = StorageSettings.Read(reader);
        var ledger = ReadLedger(reader);
        var market = ReadMarket(reader);
        var chain = ReadChain(reader);
        var signer = ReadSigner(reader, chain.ChainId);
        var notifications = NotificationSettings.Read(reader);
        var parameters = ReadInitialParameters(reader);
        return reader.Faults.Count > 0 || parameters is null ? null : new DeploymentSettings
        {
            Port = port,
            Storage = storage,
            Ledger = ledger,
            Chain = chain,
            Market = market,
            Signer = signer,
            Notifications = notifications,
            InitialParameters = parameters,
        };
    }

    private static LedgerOptions ReadLedger(SettingsReader reader)
    {
        var options = new LedgerOptions
        {
            ShardCount = (int)reader.Integer(ShardCountSetting, LedgerOptions.DefaultShardCount, 1, LedgerShards.MaxCount),
        };
        if (reader.Text(BusinessTimeZoneSetting) is not { } zone)
            return options;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            reader.Add(BusinessTimeZoneSetting, SettingFault.Shown(zone), "an IANA time zone such as Africa/Johannesburg");
        return options with { BusinessTimeZone = zone };
    }

    private static MarketOptions ReadMarket(SettingsReader reader)
    {
        var options = new MarketOptions
        {
            Token = reader.Text(MarketOptions.TokenSetting),
            Stablecoin = reader.Text(MarketOptions.StablecoinSetting),
            Router = reader.Text(MarketOptions.RouterSetting),
            Recipient = reader.Text(MarketOptions.RecipientSetting),
            Hop = reader.Text(MarketOptions.HopSetting),
        };
        reader.Add(options.Validate());
        return options;
    }

    private static ChainOptions ReadChain(SettingsReader reader) => new()
    {
        ChainId = reader.Integer(ChainIdSetting, fallback: null, minimum: 1, maximum: long.MaxValue),
        RpcUrls = ReadRpcUrls(reader),
        Confirmations = (int)reader.Integer(ConfirmationsSetting, DefaultConfirmations, 1, MaxConfirmations),
    };

    /// <summary>Endpoints of providers carry keys in their paths: a wrong one is counted, never shown.</summary>
    private static List<Uri> ReadRpcUrls(SettingsReader reader)
    {
        const string allowed = "1 to 10 different absolute http or https addresses, separated by commas";
        var text = reader.Required(RpcUrlsSetting, allowed);
        if (text.Length == 0)
            return [];
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var urls = new List<Uri>();
        for (var index = 0; index < parts.Length; index++)
        {
            if (Uri.TryCreate(parts[index], UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && !urls.Contains(url))
                urls.Add(url);
            else
                reader.Add(RpcUrlsSetting, $"address {index + 1} of {parts.Length}: {SettingFault.Hidden(parts[index])}", allowed);
        }
        if (urls.Count > MaxRpcUrls)
            reader.Add(RpcUrlsSetting, $"{urls.Count} addresses", allowed);
        return urls;
    }

    private static SignerOptions ReadSigner(SettingsReader reader, long chainId)
    {
        var options = new SignerOptions
        {
            Kind = reader.Text(SignerOptions.KindSetting),
            VaultUri = reader.Text(SignerOptions.VaultUriSetting),
            SecretName = reader.Text(SignerOptions.SecretNameSetting),
            ManagedIdentityClientId = reader.Text(SignerOptions.ManagedIdentityClientIdSetting),
            PrivateKey = reader.Text(SignerOptions.PrivateKeySetting),
        };
        reader.Add(options.Validate((ulong)chainId));
        return options;
    }

    private static BusinessParameters? ReadInitialParameters(SettingsReader reader)
    {
        var parameters = ParametersReader.Read(member => reader.Text(InitialParametersPrefix + member), out var faults);
        reader.Add(faults.Select(fault => new SettingFault(
            InitialParametersPrefix + fault.Member,
            fault.Found is null ? SettingFault.NotSet : SettingFault.Shown(fault.Found),
            fault.Allowed)));
        return parameters;
    }
}
