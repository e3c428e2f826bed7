using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Market;

/// <summary>Which contracts are bought at, with, and for whom: deployment settings, as text until they are validated.</summary>
internal sealed record MarketOptions
{
    public const string TokenSetting = "BuyOrder__Token";
    public const string StablecoinSetting = "BuyOrder__Stablecoin";
    public const string RouterSetting = "BuyOrder__Router";
    public const string RecipientSetting = "BuyOrder__Recipient";
    public const string HopSetting = "BuyOrder__Hop";
    public const string V3RouterSetting = "BuyOrder__V3Router";
    public const string V3QuoterSetting = "BuyOrder__V3Quoter";
    public const string V3FeesSetting = "BuyOrder__V3Fees";

    /// <summary>What a setting that holds an address may be.</summary>
    public const string AllowedAddress = "0x and 40 hexadecimal digits, not zero, in one case or with a correct EIP-55 checksum";

    private const int FeeWhole = 1_000_000;

    /// <summary>ERC-20 that is bought.</summary>
    public string? Token { get; init; }

    /// <summary>ERC-20 worth one Rand, that is paid with.</summary>
    public string? Stablecoin { get; init; }

    /// <summary>Uniswap v2 router02; empty where nothing is bought there.</summary>
    public string? Router { get; init; }

    /// <summary>Gets the tokens.</summary>
    public string? Recipient { get; init; }

    /// <summary>Optional token in between.</summary>
    public string? Hop { get; init; }

    /// <summary>Uniswap v3 SwapRouter02; empty where nothing is bought there.</summary>
    public string? V3Router { get; init; }

    /// <summary>Uniswap v3 QuoterV2.</summary>
    public string? V3Quoter { get; init; }

    /// <summary>Of each v3 pool on the way, in millionths: <c>3000</c>, or <c>500,3000</c> over the hop.</summary>
    public string? V3Fees { get; init; }

    private bool HasV3 => !string.IsNullOrEmpty(V3Router) || !string.IsNullOrEmpty(V3Quoter) || !string.IsNullOrEmpty(V3Fees);

    public static MarketOptions Read(SettingsReader reader)
    {
        var options = new MarketOptions
        {
            Token = reader.Text(TokenSetting),
            Stablecoin = reader.Text(StablecoinSetting),
            Router = reader.Text(RouterSetting),
            Recipient = reader.Text(RecipientSetting),
            Hop = reader.Text(HopSetting),
            V3Router = reader.Text(V3RouterSetting),
            V3Quoter = reader.Text(V3QuoterSetting),
            V3Fees = reader.Text(V3FeesSetting),
        };
        reader.Add(options.Validate());
        return options;
    }

    public IReadOnlyList<SettingFault> Validate()
    {
        var faults = new List<SettingFault>();
        var settings = new Dictionary<Address, string>();
        Check(TokenSetting, Token);
        Check(StablecoinSetting, Stablecoin);
        if (!HasV3 && string.IsNullOrEmpty(Router))
            faults.Add(new SettingFault(RouterSetting, SettingFault.NotSet, $"{AllowedAddress}; or {V3RouterSetting} and its neighbours"));
        else if (!string.IsNullOrEmpty(Router))
            Check(RouterSetting, Router);
        Check(RecipientSetting, Recipient);
        if (!string.IsNullOrEmpty(Hop))
            Check(HopSetting, Hop);
        if (HasV3)
        {
            Check(V3RouterSetting, V3Router);
            Check(V3QuoterSetting, V3Quoter);
            if (ReadFees() is null)
                faults.Add(new SettingFault(V3FeesSetting, string.IsNullOrEmpty(V3Fees) ? SettingFault.NotSet : SettingFault.Shown(V3Fees), AllowedFees));
        }

        return faults;

        void Check(string setting, string? text)
        {
            if (string.IsNullOrEmpty(text))
                faults.Add(new SettingFault(setting, SettingFault.NotSet, AllowedAddress));
            else if (!Address.TryParse(text, out var address) || address == Address.Zero)
                faults.Add(new SettingFault(setting, SettingFault.Shown(text), AllowedAddress));
            else if (!settings.TryAdd(address, setting))
                faults.Add(new SettingFault(setting, SettingFault.Shown(text), $"another address than {settings[address]}"));
        }
    }

    /// <exception cref="EthereumFormatException"><see cref="Validate"/> had faults.</exception>
    public MarketRoute ToRoute() => new(
        Address.Parse(Token ?? ""),
        Address.Parse(Stablecoin ?? ""),
        Address.Parse(Recipient ?? ""),
        string.IsNullOrEmpty(Hop) ? null : Address.Parse(Hop),
        [.. Places()]);

    /// <summary>In the order in which they count where two offer the same.</summary>
    private IEnumerable<MarketPlace> Places()
    {
        if (!string.IsNullOrEmpty(Router))
            yield return new MarketPlace.UniswapV2(Address.Parse(Router));
        if (HasV3)
            yield return new MarketPlace.UniswapV3(Address.Parse(V3Router ?? ""), Address.Parse(V3Quoter ?? ""), ReadFees() ?? []);
    }

    private string AllowedFees => string.IsNullOrEmpty(Hop)
        ? "the pool's fee in millionths, a whole number from 1 to 999999"
        : $"two fees in millionths with a comma between them, one for each pool over {HopSetting}, whole numbers from 1 to 999999";

    /// <summary>Null when they are none, or not one for each pool.</summary>
    private List<int>? ReadFees()
    {
        var parts = (V3Fees ?? "").Split(',', StringSplitOptions.TrimEntries);
        var fees = new List<int>();
        foreach (var part in parts)
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var fee) || fee is < 1 or >= FeeWhole)
                return null;
            fees.Add(fee);
        }

        return fees.Count == (string.IsNullOrEmpty(Hop) ? 1 : 2) ? fees : null;
    }
}

/// <summary>The contracts and the receiver of every purchase, as deployed.</summary>
/// <param name="Token">What is bought.</param>
/// <param name="Stablecoin">What is paid with.</param>
/// <param name="Recipient">The treasury; never the wallet that signs.</param>
/// <param name="Hop">A token between the two where they have no pool of their own.</param>
/// <param name="Places">Where it may be bought; at least one.</param>
internal sealed record MarketRoute(Address Token, Address Stablecoin, Address Recipient, Address? Hop, IReadOnlyList<MarketPlace> Places)
{
    /// <summary>The tokens in the order they are passed through.</summary>
    public IReadOnlyList<Address> Path => Hop is { } hop ? [Stablecoin, hop, Token] : [Stablecoin, Token];

    /// <summary>The tokens of each pool on the way.</summary>
    public IEnumerable<(Address In, Address Out)> Legs => Path.Zip(Path.Skip(1));
}
