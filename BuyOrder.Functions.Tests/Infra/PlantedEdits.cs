namespace BuyOrder.Functions.Tests.Infra;

/// <summary>A mistake that could be made in a template.</summary>
/// <param name="Check">Which check must see it: a name of <see cref="InfraChecks"/>.</param>
/// <param name="File">Below the folder infra.</param>
/// <param name="Find">Stands there once at least; the first one is replaced.</param>
/// <param name="Put">What stands there instead.</param>
/// <param name="Told">What the check says of it.</param>
internal sealed record PlantedEdit(string Check, string File, string Find, string Put, string Told)
{
    public void Apply(string folder)
    {
        var file = Path.Combine(folder, File);
        var text = System.IO.File.ReadAllText(file);
        var at = text.IndexOf(Find, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{File} has no \"{Find}\" to plant a mistake in.");
        System.IO.File.WriteAllText(file, text[..at] + Put + text[(at + Find.Length)..]);
    }
}

/// <summary>All in one copy, so that one compilation shows them: each is seen by its own check.</summary>
internal static class PlantedEdits
{
    private const string Vault = "modules/vault.bicep";
    private const string Bus = "modules/bus.bicep";
    private const string Ledger = "modules/ledger-storage.bicep";
    private const string App = "modules/app.bicep";
    private const string Alerts = "modules/alerts.bicep";
    private const string Main = "main.bicep";

    /// <summary>Bicep's own rules would refuse a secret as an output before our check sees it.</summary>
    private static readonly PlantedEdit[] RulesOff =
    [
        new("", "bicepconfig.json", "\"outputs-should-not-contain-secrets\": { \"level\": \"error\" }", "\"outputs-should-not-contain-secrets\": { \"level\": \"off\" }", ""),
        new("", "bicepconfig.json", "\"no-unused-vars\": { \"level\": \"error\" }", "\"no-unused-vars\": { \"level\": \"warning\" }", ""),
    ];

    public static IReadOnlyList<PlantedEdit> Mistakes { get; } =
    [
        new(nameof(InfraChecks.Findings), Main, "var unique =", "var idle = 1\nvar unique =", "no-unused-vars"),
        new(nameof(InfraChecks.Settings), Main, "BuyOrder__Confirmations:", "BuyOrder__Confirmation:", "BuyOrder__Confirmations is not set"),
        new(nameof(InfraChecks.Settings), Main, "      BuyOrder__Storage__ManagedIdentityClientId: identity.outputs.clientId\n", "", "BuyOrder__Storage__ManagedIdentityClientId is not set"),
        new(nameof(InfraChecks.Settings), App, "AzureWebJobsStorage__accountName:", "FUNCTIONS_WORKER_RUNTIME: 'dotnet-isolated'\n    AzureWebJobsStorage__accountName:", "FUNCTIONS_WORKER_RUNTIME"),
        new(nameof(InfraChecks.Roles), Bus, "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "090c5cfd-751d-490a-894a-3ce6f1117419", "090c5cfd"),
        new(nameof(InfraChecks.Roles), Vault, "scope: nodes\n", "scope: vault\n", "Key Vault Secrets User"),
        new(nameof(InfraChecks.Roles), Vault, "'Microsoft.KeyVault/vaults/keys/sign/action']", "'Microsoft.KeyVault/vaults/keys/sign/action', 'Microsoft.KeyVault/vaults/keys/backup/action']", "keys/backup/action"),
        new(nameof(InfraChecks.Alarms), Alerts, "name: 'store-outdated'", "name: 'store-old'", "store-outdated"),
        new(nameof(InfraChecks.Alarms), Alerts, "is unknown and needs an operator", "is unknown and wants an operator", "wants an operator"),
        new(nameof(InfraChecks.Alarms), Alerts, "atLeast: 40", "atLeast: 400", "order-on-hold"),
        new(nameof(InfraChecks.LockDuration), Bus, "'PT5M'", "'PT4M'", "lasts 4 minutes"),
        new(nameof(InfraChecks.Queues), Bus, "maxDeliveryCount: 1000", "maxDeliveryCount: 10", "maxDeliveryCount"),
        new(nameof(InfraChecks.Queues), Bus, "requiresDuplicateDetection: true", "requiresDuplicateDetection: false", "requiresDuplicateDetection"),
        new(nameof(InfraChecks.Queues), Bus, "    deadLetteringOnMessageExpiration: true\n", "", "deadLetteringOnMessageExpiration"),
        new(nameof(InfraChecks.Runtime), App, "name: 'dotnet-isolated'", "name: 'dotnet'", "dotnet-isolated"),
        new(nameof(InfraChecks.Runtime), App, "'RollingUpdate'", "'Recreate'", "RollingUpdate"),
        new(nameof(InfraChecks.Memory), Main, "[512, 2048, 4096]", "[512, 1024, 2048, 4096]", "1024"),
        new(nameof(InfraChecks.Memory), App, "[512, 2048, 4096]", "[512, 1024, 2048, 4096]", "1024"),
        new(nameof(InfraChecks.SigningKey), Vault, "'P-256K'", "'P-256'", "P-256K"),
        new(nameof(InfraChecks.SigningKey), Vault, "timeBeforeExpiry: 'P30D' }, action: { type: 'notify' }", "timeBeforeExpiry: 'P30D' }, action: { type: 'rotate' }", "notify"),
        new(nameof(InfraChecks.Closed), Vault, "    enablePurgeProtection: true\n", "", "enablePurgeProtection"),
        new(nameof(InfraChecks.Closed), Ledger, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess"),
        new(nameof(InfraChecks.Closed), Bus, "disableLocalAuth: true", "disableLocalAuth: false", "disableLocalAuth"),
        new(nameof(InfraChecks.Closed), "modules/host-storage.bicep", "'TLS1_2'", "'TLS1_0'", "minimumTlsVersion"),
        new(nameof(InfraChecks.Kept), Ledger, "allowProtectedAppendWrites: false", "allowProtectedAppendWrites: true", "allowProtectedAppendWrites"),
        new(nameof(InfraChecks.Kept), Ledger, "    deleteRetentionPolicy: { enabled: true, days: softDeleteDays }", "    deleteRetentionPolicy: { enabled: false }", "deleteRetentionPolicy"),
        new(nameof(InfraChecks.Kept), Ledger, "scope: account\n  name: 'ledger'", "scope: blobs\n  name: 'ledger'", "lock"),
        new(nameof(InfraChecks.Parameters), Main, "@description('The chain\\'s id.')\n", "", "chainId has no description"),
        new(nameof(InfraChecks.Parameters), Main, "@maxValue(1000)\nparam confirmations", "param confirmations", "confirmations has no upper bound"),
        new(nameof(InfraChecks.Secrets), Main, "vault.outputs.rpcUrlsReference", "rpcUrls", "appsettings"),
        new(nameof(InfraChecks.Secrets), Main, "@description('Where the API is.')", "@description('Where the nodes are.')\noutput nodes string = rpcUrls\n\n@description('Where the API is.')", "an output"),
    ];

    public static IEnumerable<PlantedEdit> All => Mistakes.Concat(RulesOff);
}
