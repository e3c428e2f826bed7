using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Market;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Prices;

/// <summary>Reads <see cref="PriceSourceOptions"/>: a source is a group of settings that has its name in the middle.</summary>
internal sealed class PriceSourceSettings(SettingsReader reader, MarketOptions market)
{
    private const string Kinds = "Feed, UniswapV2 or UniswapV3";
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostAge = TimeSpan.FromDays(7);
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostWindow = TimeSpan.FromMinutes(120);
    private static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(30);

    private readonly Address? token = AddressOf(market.Token);
    private readonly Address? stablecoin = AddressOf(market.Stablecoin);

    public static PriceSourceOptions Read(SettingsReader reader, MarketOptions market) => new PriceSourceSettings(reader, market).Read();

    private PriceSourceOptions Read()
    {
        var names = reader.Groups(PriceSourceOptions.SourcesPrefix);
        if (names.Count > SourceNames.MaxSources)
            reader.Add(PriceSourceOptions.SourcesPrefix, Text($"{names.Count} sources"), Text($"at most {SourceNames.MaxSources}"));
        List<PriceSource> sources = [.. names.Select(name => ReadSource(name, names)).OfType<PriceSource>()];
        foreach (var source in sources.Where(source => sources.Find(hop => SourceNames.AreSame(hop.Name, source.Hop))?.Hop is not null))
            reader.Add(Setting(source.Name, "Hop"), SettingFault.Shown(source.Hop!), "a source that has no Hop itself");
        var options = new PriceSourceOptions
        {
            Sources = sources,
            Path = [.. new[] { stablecoin, AddressOf(market.Hop), token }.OfType<Address>()],
            Native = Named(PriceSourceOptions.NativeSetting, names),
            Stablecoin = Named(PriceSourceOptions.StablecoinSetting, names),
        };
        return reader.Text(PriceSourceOptions.MaximumSetting) is { } most ? options with { MaximumWithoutIndependent = ReadMaximum(most) } : options;
    }

    private PriceSource? ReadSource(string name, IReadOnlyList<string> names)
    {
        if (!SourceNames.IsName(name) || SourceNames.IsFixed(name))
        {
            reader.Add(PriceSourceOptions.SourcesPrefix + name, SettingFault.Shown(name), Text(
                $"as a name: a letter, then letters and digits, at most {SourceNames.MaxLength} in all, and not {SourceNames.Fixed}"));
            return null;
        }

        var kind = reader.Text(Setting(name, "Kind"));
        var address = ReadAddress(name, "Address", null);
        var hop = Named(Setting(name, "Hop"), names, except: name);
        switch (kind)
        {
            case "Feed":
                var decimals = (int)reader.Integer(Setting(name, "Decimals"), null, 0, Price.Scale);
                var sequencer = reader.Text(Setting(name, "Sequencer")) is null ? (Address?)null : ReadAddress(name, "Sequencer", null);
                return new FeedSource(name, address, hop, decimals, ReadSpan(name, "MaxAge", null, LeastAge, MostAge), sequencer, ReadFlag(name, "Inverted"));
            case "UniswapV2" or "UniswapV3":
                var (priced, quote) = (ReadAddress(name, "Base", token), ReadAddress(name, "Quote", stablecoin));
                var window = ReadSpan(name, "Window", UsualWindow, LeastWindow, MostWindow);
                if (priced == quote && priced != default)
                    reader.Add(Setting(name, "Quote"), SettingFault.Shown($"{quote}"), $"another token than {Setting(name, "Base")}");
                return kind == "UniswapV2"
                    ? new UniswapV2Source(name, address, hop, priced, quote, window)
                    : new UniswapV3Source(name, address, hop, priced, quote, window);
            default:
                reader.Add(Setting(name, "Kind"), kind is null ? SettingFault.NotSet : SettingFault.Shown(kind), Kinds);
                return null;
        }
    }

    private Address ReadAddress(string name, string member, Address? standard)
    {
        var text = reader.Text(Setting(name, member));
        if (text is null && standard is { } usual)
            return usual;
        if (AddressOf(text) is { } address)
            return address;

        // Base and Quote have no default only where the market's own setting is wrong, and that fault is told already.
        if (text is not null || member is not ("Base" or "Quote"))
            reader.Add(Setting(name, member), text is null ? SettingFault.NotSet : SettingFault.Shown(text), MarketOptions.AllowedAddress);
        return Address.Zero;
    }

    private TimeSpan ReadSpan(string name, string member, TimeSpan? standard, TimeSpan least, TimeSpan most)
    {
        var text = reader.Text(Setting(name, member));
        if (text is null && standard is { } usual)
            return usual;
        if (text is not null && IsoDuration.TryParse(text, out var span) && span >= least && span <= most)
            return span;
        reader.Add(
            Setting(name, member), text is null ? SettingFault.NotSet : SettingFault.Shown(text),
            $"a duration such as PT30M, from {IsoDuration.Format(least)} to {IsoDuration.Format(most)}");
        return most;
    }

    private bool ReadFlag(string name, string member)
    {
        var text = reader.Text(Setting(name, member));
        if (text is not (null or "true" or "false"))
            reader.Add(Setting(name, member), SettingFault.Shown(text), "true or false");
        return text == "true";
    }

    private string? Named(string setting, IReadOnlyList<string> names, string? except = null)
    {
        if (reader.Text(setting) is not { } text)
            return null;
        var others = names.Where(name => name != except).ToList();
        if (others.Find(name => SourceNames.AreSame(name, text)) is { } found)
            return found;
        var which = others.Count == 0 ? "nothing, while the settings describe no price source for it" : $"nothing, or the name of a price source: {string.Join(", ", others)}";
        reader.Add(setting, SettingFault.Shown(text), which);
        return null;
    }

    private Zar ReadMaximum(string text)
    {
        if (Zar.TryParse(text, out var value) && value >= Zar.Zero)
            return value;
        reader.Add(PriceSourceOptions.MaximumSetting, SettingFault.Shown(text), "an amount in ZAR with at most 2 decimals, 0.00 or more");
        return Zar.Zero;
    }

    private static Address? AddressOf(string? text) => Address.TryParse(text ?? "", out var address) && address != Address.Zero ? address : null;

    private static string Setting(string name, string member) => $"{PriceSourceOptions.SourcesPrefix}{name}__{member}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
