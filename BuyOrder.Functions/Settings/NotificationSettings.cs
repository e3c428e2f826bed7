using BuyOrder.Domain;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Functions.Settings;

/// <summary>Reads where notifications go. Nothing set: nowhere.</summary>
internal static class NotificationSettings
{
    public const string ConnectionStringSetting = SettingsReader.Prefix + "Notifications__ConnectionString";
    public const string NamespaceSetting = SettingsReader.Prefix + "Notifications__Namespace";
    public const string QueueSetting = SettingsReader.Prefix + "Notifications__Queue";
    public const string ManagedIdentityClientIdSetting = SettingsReader.Prefix + "Notifications__ManagedIdentityClientId";

    /// <summary>Service Bus' own limit.</summary>
    private const int MaxQueueLength = 260;

    private const string ConnectionStrings =
        "Endpoint=sb://{namespace}/;SharedAccessKeyName={name};SharedAccessKey={key}, with UseDevelopmentEmulator=true for an emulator on this machine";

    public static NotificationOptions? Read(SettingsReader reader)
    {
        var connection = reader.Text(ConnectionStringSetting);
        var address = reader.Address(NamespaceSetting, Uri.UriSchemeHttps);
        var queue = reader.Text(QueueSetting) ?? NotificationOptions.DefaultQueue;
        var clientId = reader.ClientId(ManagedIdentityClientIdSetting);
        if (!IsQueue(queue))
            reader.Add(QueueSetting, SettingFault.Shown(queue), $"1 to {MaxQueueLength} letters, digits, dots, hyphens and underscores");
        if (connection is not null && reader.Text(NamespaceSetting) is not null)
        {
            reader.Add(ConnectionStringSetting, $"{SettingFault.Hidden(connection)} beside {NamespaceSetting}", "at most one of the two");
            return null;
        }

        if (clientId is not null && reader.Text(NamespaceSetting) is null)
            reader.Add(ManagedIdentityClientIdSetting, SettingFault.Shown(clientId), $"nothing without {NamespaceSetting}");
        if (address is not null && address.PathAndQuery != "/")
            reader.Add(NamespaceSetting, SettingFault.Shown(address.OriginalString), "the https address of a namespace, without a path");
        if (connection is null)
            return address is null ? null : new NotificationOptions { Namespace = address, Queue = queue, ManagedIdentityClientId = clientId };
        if (Parse(connection) is { } parsed)
            return parsed with { Queue = queue };
        reader.Add(ConnectionStringSetting, SettingFault.Hidden(connection), ConnectionStrings);
        return null;
    }

    /// <summary>Null when it is no connection string of a namespace, or its keys would travel unencrypted.</summary>
    private static NotificationOptions? Parse(string connection)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connection.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A key in base64 ends in equals signs.
            var pair = part.Split('=', 2);
            if (pair.Length != 2 || !parts.TryAdd(pair[0], pair[1]))
                return null;
        }

        if (!Uri.TryCreate(parts.GetValueOrDefault("Endpoint"), UriKind.Absolute, out var endpoint) || endpoint.Scheme != "sb"
            || parts.GetValueOrDefault("SharedAccessKeyName") is not { Length: > 0 } name
            || parts.GetValueOrDefault("SharedAccessKey") is not { Length: > 0 } key)
        {
            return null;
        }

        var isEmulator = parts.GetValueOrDefault("UseDevelopmentEmulator")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true;
        if (isEmulator && !endpoint.IsLoopback)
            return null;
        var scheme = isEmulator ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        return new NotificationOptions { Namespace = new UriBuilder(scheme, endpoint.Host, endpoint.Port).Uri, KeyName = name, Key = key };
    }

    private static bool IsQueue(string name) =>
        name.Length <= MaxQueueLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
