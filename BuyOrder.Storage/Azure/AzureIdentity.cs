using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using BuyOrder.Domain;

namespace BuyOrder.Storage.Azure;

/// <summary>The identity that the app has towards Azure: one choice for tables, key vault and Service Bus.</summary>
internal static class AzureIdentity
{
    /// <param name="clientId">Of a user-assigned identity; null or empty: the system-assigned one, or on a laptop the developer's.</param>
    /// <param name="transport">Null: Azure.Core's shared connections.</param>
    public static TokenCredential Create(string? clientId, HttpPipelineTransport? transport = null)
    {
        if (string.IsNullOrEmpty(clientId))
            return new DefaultAzureCredential();
        var options = new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId));
        if (transport is not null)
            options.Transport = transport;
        return new ManagedIdentityCredential(options);
    }

    /// <summary>What is wrong with the setting that names a user-assigned identity; null when it is right or not set.</summary>
    public static SettingFault? ClientIdFault(string setting, string? clientId) =>
        string.IsNullOrEmpty(clientId) || Guid.TryParseExact(clientId, "D", out _)
            ? null
            : new SettingFault(setting, SettingFault.Shown(clientId), "a client id (GUID), or nothing");
}
