using BuyOrder.Functions.Settings;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.Extensions.Configuration;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>The app's settings, its sample and the template name the same ones.</summary>
internal static class SettingsCheck
{
    /// <summary>Keys and connection strings, which open nothing in Azure, and what only the local run sets.</summary>
    private static readonly HashSet<string> OnLaptopsOnly =
    [
        "BuyOrder__ParentProcessId",
        "BuyOrder__Storage__ConnectionString",
        "BuyOrder__Notifications__ConnectionString",
        "BuyOrder__RootArchive__ConnectionString",
        "BuyOrder__Signer__PrivateKey",
        "BuyOrder__Signer__SecretName",
    ];

    /// <summary>The host's: its storage and the queue by the app's identity, and the schedule that it reads.</summary>
    private static readonly string[] OfTheHost =
    [
        "SettleSchedule",
        "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
        "ServiceBus__fullyQualifiedNamespace", "ServiceBus__credential", "ServiceBus__clientId",
        "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "AzureFunctionsJobHost__logging__applicationInsights__samplingSettings__isEnabled",
    ];

    /// <summary>Those that the app asks for and those of its sample.</summary>
    public static IReadOnlySet<string> Known { get; } = ReadKnown();

    public static IEnumerable<string> Faults(IEnumerable<string> set)
    {
        var given = set.ToHashSet();
        foreach (var missing in Known.Where(name => !OnLaptopsOnly.Contains(name)).Concat(OfTheHost).Where(name => !given.Contains(name)))
            yield return $"{missing} is not set.";
        foreach (var unknown in given.Where(name => !Known.Contains(name) && !OfTheHost.Contains(name)))
            yield return $"{unknown} is set, and means nothing.";
        foreach (var laptops in given.Where(OnLaptopsOnly.Contains))
            yield return $"{laptops} is for development.";
    }

    private static HashSet<string> ReadKnown()
    {
        var sample = SampleSettings.Read();
        var values = sample.ToDictionary(each => each.Key.Replace("__", ":", StringComparison.Ordinal), each => each.Value);
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        Assert.NotNull(DeploymentSettings.Read(reader));
        return [.. reader.Names.Concat(sample.Keys).Where(name => name.StartsWith(SettingsReader.Prefix, StringComparison.Ordinal))];
    }
}
