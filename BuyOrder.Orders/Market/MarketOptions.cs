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

    /// <summary>What a setting that holds an address may be.</summary>
    public const string AllowedAddress = "0x and 40 hexadecimal digits, not zero, in one case or with a correct EIP-55 checksum";

    /// <summary>ERC-20 that is bought.</summary>
    public string? Token { get; init; }

    /// <summary>ERC-20 worth one Rand, that is paid with.</summary>
    public string? Stablecoin { get; init; }

    /// <summary>Uniswap v2 router02.</summary>
    public string? Router { get; init; }

    /// <summary>Gets the tokens.</summary>
    public string? Recipient { get; init; }

    /// <summary>Optional token in between.</summary>
    public string? Hop { get; init; }

    public static MarketOptions Read(SettingsReader reader)
    {
        var options = new MarketOptions
        {
            Token = reader.Text(TokenSetting),
            Stablecoin = reader.Text(StablecoinSetting),
            Router = reader.Text(RouterSetting),
            Recipient = reader.Text(RecipientSetting),
            Hop = reader.Text(HopSetting),
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
        Check(RouterSetting, Router);
        Check(RecipientSetting, Recipient);
        if (!string.IsNullOrEmpty(Hop))
            Check(HopSetting, Hop);
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
        Address.Parse(Router ?? ""),
        Address.Parse(Recipient ?? ""),
        string.IsNullOrEmpty(Hop) ? null : Address.Parse(Hop));
}

/// <summary>The contracts and the receiver of every purchase, as deployed.</summary>
/// <param name="Token">What is bought.</param>
/// <param name="Stablecoin">What is paid with.</param>
/// <param name="Router">Uniswap v2's router02, or one that behaves like it.</param>
/// <param name="Recipient">The treasury; never the wallet that signs.</param>
/// <param name="Hop">A token between the two where they have no pool of their own.</param>
internal sealed record MarketRoute(Address Token, Address Stablecoin, Address Router, Address Recipient, Address? Hop)
{
    /// <summary>The tokens in the order they are passed through.</summary>
    public IReadOnlyList<Address> Path => Hop is { } hop ? [Stablecoin, hop, Token] : [Stablecoin, Token];
}
