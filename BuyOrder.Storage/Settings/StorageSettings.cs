using Azure.Data.Tables;
using BuyOrder.Domain;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Storage.Settings;

/// <summary>Reads where the tables are.</summary>
internal static class StorageSettings
{
    public const string ConnectionStringSetting = SettingsReader.Prefix + "Storage__ConnectionString";
    public const string ServiceUriSetting = SettingsReader.Prefix + "Storage__ServiceUri";
    public const string ManagedIdentityClientIdSetting = SettingsReader.Prefix + "Storage__ManagedIdentityClientId";
    public const string TablePrefixSetting = SettingsReader.Prefix + "Storage__TablePrefix";

    /// <summary>What the service's limit leaves beside the longest name of a table of ours, with room to grow.</summary>
    private const int MaxTablePrefixLength = 40;

    public static StorageOptions Read(SettingsReader reader)
    {
        var options = new StorageOptions
        {
            ConnectionString = reader.Text(ConnectionStringSetting),
            ServiceUri = reader.Address(ServiceUriSetting, Uri.UriSchemeHttps),
            ManagedIdentityClientId = reader.ClientId(ManagedIdentityClientIdSetting),
            TablePrefix = reader.Text(TablePrefixSetting) ?? "",
        };
        CheckPlace(reader, options, isServiceUriSet: reader.Text(ServiceUriSetting) is not null);
        var prefixes = $"nothing, or up to {MaxTablePrefixLength} letters and digits, first a letter";
        if (options.TablePrefix is { Length: > 0 } prefix && !IsTablePrefix(prefix))
            reader.Add(TablePrefixSetting, SettingFault.Shown(prefix), prefixes);
        return options;
    }

    private static void CheckPlace(SettingsReader reader, StorageOptions options, bool isServiceUriSet)
    {
        const string one = "a connection string, or UseDevelopmentStorage=true; or nothing and " + ServiceUriSetting;
        if (options.ConnectionString is not { } connection)
        {
            if (!isServiceUriSet)
                reader.Add(ConnectionStringSetting, SettingFault.NotSet, one);
        }
        else if (isServiceUriSet)
        {
            reader.Add(ConnectionStringSetting, $"{SettingFault.Hidden(connection)} beside {ServiceUriSetting}", "exactly one of the two");
        }
        else if (!IsConnectionString(connection))
        {
            reader.Add(ConnectionStringSetting, SettingFault.Hidden(connection), one);
        }
        else if (options.ManagedIdentityClientId is { } clientId)
        {
            reader.Add(ManagedIdentityClientIdSetting, SettingFault.Shown(clientId), $"nothing beside {ConnectionStringSetting}, which has a key of its own");
        }
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new TableServiceClient(text).Uri.IsAbsoluteUri;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsTablePrefix(string text) =>
        text.Length <= MaxTablePrefixLength && char.IsAsciiLetter(text[0]) && text.All(char.IsAsciiLetterOrDigit);
}
