using System.Text.Json;
using System.Xml;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Triggers;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>What must hold of the templates. Each check says in sentences what does not; nothing said means that it holds.</summary>
internal static class InfraChecks
{
    /// <summary>How long the app may take to say so when a batch is given up.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>The sizes of an instance on Flex Consumption.</summary>
    private static readonly int[] MemorySizes = [512, 2048, 4096];

    public static IReadOnlyDictionary<string, Func<CompiledInfra, IEnumerable<string>>> All { get; } =
        new Dictionary<string, Func<CompiledInfra, IEnumerable<string>>>
        {
            [nameof(Findings)] = Findings,
            [nameof(Settings)] = Settings,
            [nameof(Roles)] = Roles,
            [nameof(Alarms)] = Alarms,
            [nameof(LockDuration)] = LockDuration,
            [nameof(Queues)] = Queues,
            [nameof(Runtime)] = Runtime,
            [nameof(Memory)] = Memory,
            [nameof(SigningKey)] = SigningKey,
            [nameof(Closed)] = Closed,
            [nameof(Kept)] = Kept,
            [nameof(Parameters)] = Parameters,
            [nameof(Secrets)] = Secrets,
        };

    /// <summary>Bicep exits with 0 where it only warns.</summary>
    public static IEnumerable<string> Findings(CompiledInfra infra) => infra.Findings;

    public static IEnumerable<string> Settings(CompiledInfra infra) => SettingsCheck.Faults(infra.Settings.Keys);

    public static IEnumerable<string> Roles(CompiledInfra infra) => RolesCheck.Faults(infra);

    public static IEnumerable<string> Alarms(CompiledInfra infra) => AlarmsCheck.Faults(infra);

    /// <summary>A message whose lock ends while its batch is worked on is delivered a second time, beside the first.</summary>
    public static IEnumerable<string> LockDuration(CompiledInfra infra)
    {
        var found = XmlConvert.ToTimeSpan(infra.Property("Microsoft.ServiceBus/namespaces/queues", RecordRevenue.Queue).GetProperty("lockDuration").GetString()!);
        var needed = Readiness.TriggerPatience + BatchPatience.Limit + Margin;
        if (found < needed)
            yield return $"The lock lasts {found.TotalMinutes} minutes; a batch may take {needed.TotalMinutes}.";
        if (found != BatchPatience.LockDuration)
            yield return $"The lock lasts {found.TotalMinutes} minutes; the app was told {BatchPatience.LockDuration.TotalMinutes}.";
    }

    public static IEnumerable<string> Queues(CompiledInfra infra)
    {
        var revenue = infra.Property("Microsoft.ServiceBus/namespaces/queues", RecordRevenue.Queue);
        var notifications = infra.Property("Microsoft.ServiceBus/namespaces/queues", "/buy-orders");
        return
        [
            .. Differs("revenue-events", revenue, ("maxDeliveryCount", 1000), ("deadLetteringOnMessageExpiration", true), ("requiresDuplicateDetection", false)),
            .. Differs("buy-orders", notifications, ("requiresDuplicateDetection", true), ("duplicateDetectionHistoryTimeWindow", "PT10M")),
        ];
    }

    /// <summary>Bicep takes any name here.</summary>
    public static IEnumerable<string> Runtime(CompiledInfra infra) =>
    [
        .. Differs("runtime", infra.FunctionAppConfig.GetProperty("runtime"), ("name", "dotnet-isolated"), ("version", "10.0")),
        .. Differs("siteUpdateStrategy", infra.FunctionAppConfig.GetProperty("siteUpdateStrategy"), ("type", "RollingUpdate")),
    ];

    /// <summary>Bicep takes any number here.</summary>
    public static IEnumerable<string> Memory(CompiledInfra infra)
    {
        var allowed = infra.Template.GetProperty("parameters").GetProperty("instanceMemoryMB").GetProperty("allowedValues").EnumerateArray().Select(each => each.GetInt32());
        return allowed.Append(infra.FunctionAppConfig.GetProperty("scaleAndConcurrency").GetProperty("instanceMemoryMB").GetInt32())
            .Except(MemorySizes).Select(size => $"There are no instances of {size} MB.");
    }

    public static IEnumerable<string> SigningKey(CompiledInfra infra)
    {
        var key = infra.Properties("Microsoft.KeyVault/vaults/keys").Single();
        var reminder = key.GetProperty("rotationPolicy").GetProperty("lifetimeActions").EnumerateArray().Single().GetProperty("action");
        var attributes = key.GetProperty("attributes");
        return
        [
            .. Differs("the signing key", key, ("kty", "EC"), ("curveName", "P-256K")),
            .. Differs("the signing key", attributes, ("exportable", false)),

            // Another version is another wallet: it is never made by itself.
            .. Differs("the reminder", reminder, ("type", "notify")),
            .. attributes.TryGetProperty("exp", out _) ? [] : new[] { "The signing key has no day on which it expires, so no reminder comes." },
            .. infra.Settings.Where(each => each.Key == "BuyOrder__Signer__Kind" && each.Value != "KeyVaultKey").Select(each => $"{each.Key} is {each.Value}."),
            .. new[] { "signerKind", "signerKeyId", "signerKeyVersion" }.Where(name => !infra.Snapshot.GetProperty("outputs").TryGetProperty(name, out _)).Select(name => $"{name} is no output."),
        ];
    }

    /// <summary>No key, password or old protocol opens anything.</summary>
    public static IEnumerable<string> Closed(CompiledInfra infra) =>
    [
        .. infra.OfType("Microsoft.Storage/storageAccounts").SelectMany(account => Differs(
            account.GetProperty("name").GetString()!, account.GetProperty("properties"),
            ("allowSharedKeyAccess", false), ("allowBlobPublicAccess", false), ("minimumTlsVersion", "TLS1_2"), ("supportsHttpsTrafficOnly", true))),
        .. Differs("Service Bus", infra.Properties("Microsoft.ServiceBus/namespaces").Single(), ("disableLocalAuth", true), ("minimumTlsVersion", "1.2")),
        .. Differs("Application Insights", infra.Properties("Microsoft.Insights/components").Single(), ("DisableLocalAuth", true)),
        .. Differs("Log Analytics", infra.Properties("Microsoft.OperationalInsights/workspaces").Single().GetProperty("features"), ("disableLocalAuth", true)),
        .. Differs("the vault", infra.Properties("Microsoft.KeyVault/vaults").Single(), ("enableRbacAuthorization", true), ("enablePurgeProtection", true), ("enableSoftDelete", true)),
        .. Differs("the app", infra.Properties("Microsoft.Web/sites").Single(), ("httpsOnly", true)),
        .. infra.Properties("Microsoft.Web/sites/basicPublishingCredentialsPolicies").SelectMany(each => Differs("publishing", each, ("allow", false))),
    ];

    /// <summary>What is recorded outlives a mistake of an operator.</summary>
    public static IEnumerable<string> Kept(CompiledInfra infra)
    {
        var container = infra.Properties("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies").SingleOrDefault();
        var blobs = infra.OfType("Microsoft.Storage/storageAccounts/blobServices").Single(each => each.GetProperty("name").GetString()!.Contains("ledger", StringComparison.Ordinal)).GetProperty("properties");
        var locked = infra.OfType("Microsoft.Authorization/locks").Select(each => each.GetProperty("id").GetString()!.Split("/providers/Microsoft.Authorization")[0]).ToList();
        return
        [
            .. container.ValueKind == JsonValueKind.Object ? Differs("the daily roots", container, ("allowProtectedAppendWrites", false)) : ["The daily roots can be changed."],
            .. new[] { "deleteRetentionPolicy", "containerDeleteRetentionPolicy" }.SelectMany(name => Differs(name, blobs.GetProperty(name), ("enabled", true)).Select(fault => $"{name}: {fault}")),
            .. infra.OfType("Microsoft.Storage/storageAccounts").Where(each => each.GetProperty("name").GetString()!.StartsWith("stledger", StringComparison.Ordinal))
                .Concat(infra.OfType("Microsoft.KeyVault/vaults"))
                .Where(each => !locked.Contains(each.GetProperty("id").GetString()!))
                .Select(each => $"{each.GetProperty("name")} has no lock."),
        ];
    }

    public static IEnumerable<string> Parameters(CompiledInfra infra)
    {
        foreach (var (name, parameter) in infra.Templates.SelectMany(AllParameters))
        {
            if (!parameter.TryGetProperty("metadata", out var metadata) || !metadata.TryGetProperty("description", out var description) || description.GetString() is not { Length: > 10 })
                yield return $"{name} has no description.";
            if (parameter.TryGetProperty("type", out var type) && type.GetString() == "int" && !parameter.TryGetProperty("allowedValues", out _))
            {
                if (!parameter.TryGetProperty("minValue", out _))
                    yield return $"{name} has no lower bound.";
                if (!parameter.TryGetProperty("maxValue", out _))
                    yield return $"{name} has no upper bound.";
            }
        }
    }

    /// <summary>A secret goes from its parameter into the vault, and nowhere else.</summary>
    public static IEnumerable<string> Secrets(CompiledInfra infra)
    {
        var secrets = infra.Template.GetProperty("parameters").EnumerateObject()
            .Where(each => each.Value.TryGetProperty("type", out var type) && type.GetString() == "securestring").Select(each => each.Name).ToList();
        if (secrets.Count == 0)
            yield return "No parameter is secret.";
        if (infra.Template.GetRawText().Contains(CompiledInfra.MarkedSecret, StringComparison.Ordinal) || infra.Snapshot.GetRawText().Contains(CompiledInfra.MarkedSecret, StringComparison.Ordinal))
            yield return "The secret itself is in what is compiled.";
        var elsewhere = infra.Resources.Where(each => each.GetProperty("type").GetString() != "Microsoft.KeyVault/vaults/secrets")
            .Append(infra.Snapshot.GetProperty("outputs"));
        foreach (var place in elsewhere)
        {
            foreach (var secret in secrets.Where(secret => place.GetRawText().Contains($"parameters('{secret}')", StringComparison.Ordinal) || place.GetRawText().Contains($"parameters(\\u0027{secret}\\u0027)", StringComparison.Ordinal)))
                yield return $"{secret} stands in {(place.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : "an output")}.";
        }
    }

    /// <summary>Also the members of types that are described.</summary>
    private static IEnumerable<(string Name, JsonElement Parameter)> AllParameters(JsonElement template) =>
    [
        .. Members(template, "parameters"),
        .. Members(template, "definitions").SelectMany(each => Members(each.Item2, "properties")),
    ];

    private static IEnumerable<(string, JsonElement)> Members(JsonElement place, string name) =>
        place.TryGetProperty(name, out var members) ? members.EnumerateObject().Select(each => (each.Name, each.Value)) : [];

    private static IEnumerable<string> Differs(string what, JsonElement properties, params (string Name, object Value)[] wanted) => wanted
        .Where(each => !properties.TryGetProperty(each.Name, out var found) || found.ToString() != each.Value.ToString())
        .Select(each => $"{each.Name} of {what} is not {each.Value}.");
}
