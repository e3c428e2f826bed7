using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Chain;

/// <summary>Which chain, through which endpoints.</summary>
internal sealed record ChainOptions
{
    public const string ChainIdSetting = SettingsReader.Prefix + "ChainId";
    public const string RpcUrlsSetting = SettingsReader.Prefix + "RpcUrls";
    public const string ConfirmationsSetting = SettingsReader.Prefix + "Confirmations";

    private const int DefaultConfirmations = 12;
    private const int MaxConfirmations = 1000;
    private const int MaxRpcUrls = 10;

    /// <summary>Short enough that even a node that drips its answer, asked alone, leaves health and tick the time to say so.</summary>
    public static readonly JsonRpcOptions Node = new()
    {
        AttemptTimeout = TimeSpan.FromSeconds(4),
        ExchangeTimeout = TimeSpan.FromSeconds(4),
        MaxRetryDelay = TimeSpan.FromSeconds(2),
        MaxBatchCalls = 250,
    };

    /// <summary>EIP-155 chain id; pinned in every signature and checked at every run.</summary>
    public required long ChainId { get; init; }

    /// <summary>JSON-RPC endpoints, tried and compared together; money decisions need a majority of them.</summary>
    public required IReadOnlyList<Uri> RpcUrls { get; init; }

    /// <summary>The endpoints with names to tell them apart by: host and port, and a number where several are behind the same.</summary>
    public IEnumerable<(string Name, Uri Url)> Nodes() => RpcUrls.Select((url, index) =>
        (RpcUrls.Take(index).Count(earlier => earlier.Authority == url.Authority) is > 0 and var before
            ? string.Create(CultureInfo.InvariantCulture, $"{url.Authority} #{before + 1}")
            : url.Authority, url));

    /// <summary>Blocks on top after which a block counts as final where the chain has no finalized tag; 1 to 1 000.</summary>
    public int Confirmations { get; init; } = DefaultConfirmations;

    public static ChainOptions Read(SettingsReader reader) => new()
    {
        ChainId = reader.Integer(ChainIdSetting, fallback: null, minimum: 1, maximum: long.MaxValue),
        RpcUrls = ReadRpcUrls(reader),
        Confirmations = (int)reader.Integer(ConfirmationsSetting, DefaultConfirmations, 1, MaxConfirmations),
    };

    /// <summary>Endpoints of providers have keys in their paths: a wrong one is counted, never shown.</summary>
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
}
