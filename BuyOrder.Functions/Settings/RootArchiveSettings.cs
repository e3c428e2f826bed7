using Azure.Storage.Blobs;
using BuyOrder.Domain;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Functions.Settings;

/// <summary>Reads where the daily ledger root is kept. Nothing set: in the tables alone.</summary>
internal static class RootArchiveSettings
{
    public const string ConnectionStringSetting = SettingsReader.Prefix + "RootArchive__ConnectionString";
    public const string ContainerUriSetting = SettingsReader.Prefix + "RootArchive__ContainerUri";
    public const string ManagedIdentityClientIdSetting = SettingsReader.Prefix + "RootArchive__ManagedIdentityClientId";

    public static BlobArchiveOptions? Read(SettingsReader reader)
    {
        var connection = reader.Text(ConnectionStringSetting);
        var address = reader.Address(ContainerUriSetting, Uri.UriSchemeHttps);
        var clientId = reader.ClientId(ManagedIdentityClientIdSetting);
        var isContainerSet = reader.Text(ContainerUriSetting) is not null;
        if (connection is not null && isContainerSet)
            reader.Add(ConnectionStringSetting, $"{SettingFault.Hidden(connection)} beside {ContainerUriSetting}", "at most one of the two");
        else if (connection is not null && !IsConnectionString(connection))
            reader.Add(ConnectionStringSetting, SettingFault.Hidden(connection), "a connection string, or UseDevelopmentStorage=true");
        if (clientId is not null && !isContainerSet)
            reader.Add(ManagedIdentityClientIdSetting, SettingFault.Shown(clientId), $"nothing without {ContainerUriSetting}");

        // A signature in the address would be a key, and is not shown.
        if (address is not null && (address.Segments.Length != 2 || address.AbsolutePath.EndsWith('/') || address.Query.Length > 0))
            reader.Add(ContainerUriSetting, SettingFault.Shown(address.GetLeftPart(UriPartial.Path)), "the https address of one container, and nothing after its name");
        return connection is null && address is null
            ? null
            : new BlobArchiveOptions { ConnectionString = connection, ContainerUri = address, ManagedIdentityClientId = clientId };
    }

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new BlobServiceClient(text).Uri.IsAbsoluteUri;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
