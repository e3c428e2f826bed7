using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Storage.Settings;

/// <summary>
/// Reads deployment settings by their environment names (<c>BuyOrder__Storage__TablePrefix</c>) and collects every fault, so that all
/// are told at once. An empty value counts as not set. It remembers the names that were asked for: these are the settings there are.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    public const string Prefix = "BuyOrder__";

    private readonly List<SettingFault> faults = [];
    private readonly SortedSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<SettingFault> Faults => faults;

    /// <summary>Every name that was asked for.</summary>
    public IReadOnlyCollection<string> Names => names;

    /// <summary>Names under the prefix that are set but mean nothing to this version.</summary>
    public IReadOnlyList<string> Unknown() =>
        [.. configuration.GetSection("BuyOrder").AsEnumerable()
            .Where(pair => pair.Value is not null)
            .Select(pair => pair.Key.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal))
            .Where(name => !names.Contains(name))
            .Order(StringComparer.Ordinal)];

    public void Add(IEnumerable<SettingFault> found) => faults.AddRange(found);

    public void Add(string setting, string found, string allowed) => faults.Add(new SettingFault(setting, found, allowed));

    /// <summary>The value without surrounding space, or null when it is not set.</summary>
    public string? Text(string setting)
    {
        names.Add(setting);
        var value = configuration[setting.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)]?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>What comes after a beginning of names and before the next two underscores: how many there are is the deployment's to say.</summary>
    /// <param name="prefix">Ends with two underscores.</param>
    public IReadOnlyList<string> Groups(string prefix) =>
        [.. configuration.GetSection(prefix[..^2].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)).GetChildren().Select(group => group.Key)];

    /// <summary>The value; a fault and an empty text when it is not set.</summary>
    public string Required(string setting, string allowed)
    {
        var value = Text(setting);
        if (value is null)
            Add(setting, SettingFault.NotSet, allowed);
        return value ?? "";
    }

    /// <summary>The client id of a user-assigned identity; null when it is not set.</summary>
    public string? ClientId(string setting)
    {
        var clientId = Text(setting);
        if (AzureIdentity.ClientIdFault(setting, clientId) is { } fault)
            faults.Add(fault);
        return clientId;
    }

    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>; null as fallback makes it required.</summary>
    public long Integer(string setting, long? fallback, long minimum, long maximum)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}");
        var text = fallback is null ? Required(setting, allowed) : Text(setting);
        if (string.IsNullOrEmpty(text))
            return fallback ?? minimum;
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        if (isNumber && value >= minimum && value <= maximum)
            return value;
        Add(setting, SettingFault.Shown(text), allowed);
        return fallback ?? minimum;
    }

    /// <summary>An absolute address with one of the schemes; null when it is not set or wrong.</summary>
    public Uri? Address(string setting, params ReadOnlySpan<string> schemes)
    {
        if (Text(setting) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme))
            return address;
        Add(setting, SettingFault.Shown(text), $"an absolute address with {string.Join(" or ", schemes)}");
        return null;
    }
}
