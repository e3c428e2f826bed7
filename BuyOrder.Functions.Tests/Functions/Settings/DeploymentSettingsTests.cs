using BuyOrder.Functions.Settings;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.Extensions.Configuration;

namespace BuyOrder.Functions.Tests.Functions.Settings;

public sealed class DeploymentSettingsTests
{
    private const string VaultKind = "BuyOrder__Signer__Kind";
    private const string ClientId = "0a1b2c3d-1111-2222-3333-444455556666";

    [Fact]
    public void Sample_lists_every_setting_and_nothing_else()
    {
        var reader = Reader(SampleSettings.Read());

        Assert.NotNull(DeploymentSettings.Read(reader));

        Assert.Empty(reader.Unknown());
        Assert.Equal(Ours(reader.Names), Ours(SampleSettings.Read().Keys));
    }

    [Fact]
    public void Sample_is_read_into_the_options_of_each_area()
    {
        var settings = DeploymentSettings.Read(Reader(SampleSettings.Read()))!;

        Assert.Null(settings.ParentProcessId);
        Assert.Equal("UseDevelopmentStorage=true", settings.Storage.ConnectionString);
        Assert.Equal(8, settings.Ledger.ShardCount);
        Assert.Equal(31337, settings.Chain.ChainId);
        Assert.Equal([new Uri("http://127.0.0.1:8545")], settings.Chain.RpcUrls);
        Assert.Equal(1000, settings.InitialParameters.RateBps);
    }

    [Fact]
    public void Optional_settings_have_safe_defaults()
    {
        var sample = SampleSettings.Read();
        foreach (var name in sample.Keys.Where(name => name.Contains("InitialParameters", StringComparison.Ordinal)))
            sample[name] = name.EndsWith("ReferencePrice", StringComparison.Ordinal) ? "50.00" : null;
        sample["BuyOrder__ShardCount"] = sample["BuyOrder__BusinessTimeZone"] = sample["BuyOrder__Confirmations"] = "";

        var settings = DeploymentSettings.Read(Reader(sample))!;

        Assert.Equal((8, "Africa/Johannesburg"), (settings.Ledger.ShardCount, settings.Ledger.BusinessTimeZone));
        Assert.Equal(12, settings.Chain.Confirmations);
        Assert.Equal((1000, 100, 200, 100), (
            settings.InitialParameters.RateBps,
            settings.InitialParameters.SlippageBps,
            settings.InitialParameters.DeviationBps,
            settings.InitialParameters.ImpactBps));
    }

    [Theory]
    [InlineData("BuyOrder__ParentProcessId", "0", "from 1 to")]
    [InlineData("BuyOrder__ParentProcessId", "me", "from 1 to")]
    [InlineData("BuyOrder__Storage__ConnectionString", "", "a connection string")]
    [InlineData("BuyOrder__Storage__ConnectionString", "AccountName=x", "a connection string")]
    [InlineData("BuyOrder__Storage__ConnectionString", "nonsense", "a connection string")]
    [InlineData("BuyOrder__Storage__ServiceUri", "http://account.table.core.windows.net", "https")]
    [InlineData("BuyOrder__Storage__ManagedIdentityClientId", "me", "GUID")]
    [InlineData("BuyOrder__Storage__TablePrefix", "1st", "letters and digits")]
    [InlineData("BuyOrder__Storage__TablePrefix", "a-b", "letters and digits")]
    [InlineData("BuyOrder__ShardCount", "0", "from 1 to 256")]
    [InlineData("BuyOrder__ShardCount", "257", "from 1 to 256")]
    [InlineData("BuyOrder__ShardCount", "eight", "from 1 to 256")]
    [InlineData("BuyOrder__BusinessTimeZone", "Mars/Olympus", "IANA")]
    [InlineData("BuyOrder__ChainId", "", "from 1 to")]
    [InlineData("BuyOrder__ChainId", "-1", "from 1 to")]
    [InlineData("BuyOrder__ChainId", "0x7a69", "from 1 to")]
    [InlineData("BuyOrder__RpcUrls", "", "http or https")]
    [InlineData("BuyOrder__RpcUrls", "http://a,ws://b", "http or https")]
    [InlineData("BuyOrder__RpcUrls", "http://a,,http://b", "http or https")]
    [InlineData("BuyOrder__RpcUrls", "http://a,http://a", "different")]
    [InlineData("BuyOrder__Confirmations", "0", "from 1 to 1000")]
    [InlineData("BuyOrder__Token", "", "40 hexadecimal digits")]
    [InlineData("BuyOrder__Token", "0x5fbdb2315678afecb367f032d93F642f64180aa3", "EIP-55")]
    [InlineData("BuyOrder__Stablecoin", "0x5FbDB2315678afecb367f032d93F642f64180aa3", "another address than BuyOrder__Token")]
    [InlineData("BuyOrder__Router", "router", "40 hexadecimal digits")]
    [InlineData("BuyOrder__Router", "", "or BuyOrder__V3Router")]
    [InlineData("BuyOrder__Recipient", "0x0000000000000000000000000000000000000000", "not zero")]
    [InlineData("BuyOrder__Hop", "hop", "40 hexadecimal digits")]
    [InlineData("BuyOrder__Signer__Kind", "", "KeyVaultSecret or Development")]
    [InlineData("BuyOrder__Signer__Kind", "development", "KeyVaultSecret or Development")]
    [InlineData("BuyOrder__Signer__PrivateKey", "", "64 hexadecimal digits")]
    [InlineData("BuyOrder__Signer__PrivateKey", "0xabc", "64 hexadecimal digits")]
    [InlineData("BuyOrder__Notifications__ConnectionString", "Endpoint=sb://a.servicebus.windows.net/", "SharedAccessKeyName")]
    [InlineData("BuyOrder__Notifications__ConnectionString", "Endpoint=https://a/;SharedAccessKeyName=n;SharedAccessKey=k", "sb://")]
    [InlineData(
        "BuyOrder__Notifications__ConnectionString",
        "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true", "on this machine")]
    [InlineData("BuyOrder__Notifications__Namespace", "http://a.servicebus.windows.net", "https")]
    [InlineData("BuyOrder__Notifications__Queue", "a/b", "letters")]
    [InlineData("BuyOrder__Notifications__ManagedIdentityClientId", "me", "GUID")]
    [InlineData("BuyOrder__RootArchive__ConnectionString", "nonsense", "a connection string")]
    [InlineData("BuyOrder__RootArchive__ContainerUri", "http://a.blob.core.windows.net/ledger-roots", "https")]
    [InlineData("BuyOrder__RootArchive__ContainerUri", "https://a.blob.core.windows.net/", "one container")]
    [InlineData("BuyOrder__RootArchive__ContainerUri", "https://a.blob.core.windows.net/ledger-roots/2026", "one container")]
    [InlineData("BuyOrder__RootArchive__ContainerUri", "https://a.blob.core.windows.net/ledger-roots?sig=key", "one container")]
    [InlineData("BuyOrder__RootArchive__ManagedIdentityClientId", "me", "GUID")]
    [InlineData("BuyOrder__InitialParameters__RateBps", "0", "from 1 to 10000")]
    [InlineData("BuyOrder__InitialParameters__Minimum", "0", "ZAR")]
    [InlineData("BuyOrder__InitialParameters__Maximum", "1.005", "ZAR")]
    [InlineData("BuyOrder__InitialParameters__ReferencePrice", "", "ZAR per token")]
    [InlineData("BuyOrder__InitialParameters__Schedule", "0 2 * * *", "six NCRONTAB fields")]
    [InlineData("BuyOrder__InitialParameters__ScheduleTimeZone", "Nowhere", "IANA")]
    [InlineData("BuyOrder__InitialParameters__Paused", "yes", "true or false")]
    public void Wrong_setting_is_told_with_its_name_and_what_is_allowed(string setting, string? value, string allowed)
    {
        var reader = Reader(Sample((setting, value)));

        Assert.Null(DeploymentSettings.Read(reader));

        Assert.Contains(reader.Faults, fault => fault.Setting == setting && fault.Allowed.Contains(allowed, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', string.Concat(reader.Faults));
    }

    [Fact]
    public void Development_key_is_refused_on_a_real_chain()
    {
        var reader = Reader(Sample(("BuyOrder__ChainId", "1")));

        Assert.Null(DeploymentSettings.Read(reader));

        Assert.Equal(VaultKind, Assert.Single(reader.Faults).Setting);
    }

    [Fact]
    public void Two_places_of_the_tables_are_one_too_many()
    {
        var reader = Reader(Sample(("BuyOrder__Storage__ServiceUri", "https://account.table.core.windows.net/")));

        Assert.Null(DeploymentSettings.Read(reader));

        Assert.Contains("exactly one", Assert.Single(reader.Faults).Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BuyOrder__Signer__KeyVersion", "", "32 hexadecimal digits")]
    [InlineData("BuyOrder__Signer__KeyName", "", "letters, digits or hyphens")]
    [InlineData("BuyOrder__Signer__Address", "", "40 hexadecimal digits")]
    [InlineData("BuyOrder__Signer__VaultUri", "", "https address of a Key Vault")]
    [InlineData("BuyOrder__Signer__SecretName", "buy-order-key", "nothing, while BuyOrder__Signer__Kind is KeyVaultKey")]
    [InlineData("BuyOrder__Signer__ManagedIdentityClientId", "me", "GUID")]
    [InlineData("BuyOrder__Storage__ManagedIdentityClientId", ClientId, "nothing beside BuyOrder__Storage__ConnectionString")]
    [InlineData("BuyOrder__Notifications__ManagedIdentityClientId", ClientId, "nothing without BuyOrder__Notifications__Namespace")]
    [InlineData("BuyOrder__Notifications__Namespace", "https://a.servicebus.windows.net/buy-orders", "without a path")]
    [InlineData("BuyOrder__RootArchive__ManagedIdentityClientId", ClientId, "nothing without BuyOrder__RootArchive__ContainerUri")]
    public void What_is_set_in_part_is_refused_with_one_line(string setting, string value, string allowed)
    {
        var reader = Reader(Sample([
            (VaultKind, "KeyVaultKey"),
            ("BuyOrder__Signer__PrivateKey", null),
            ("BuyOrder__Signer__VaultUri", "https://treasury.vault.azure.net"),
            ("BuyOrder__Signer__KeyName", "buy-order-key"),
            ("BuyOrder__Signer__KeyVersion", "0123456789abcdef0123456789abcdef"),
            ("BuyOrder__Signer__Address", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            (setting, value),
        ]));

        Assert.Null(DeploymentSettings.Read(reader));

        var fault = Assert.Single(reader.Faults);
        Assert.Equal(setting, fault.Setting);
        Assert.Contains(allowed, fault.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Notifications_go_nowhere_unless_a_queue_is_set()
    {
        const string connection = "Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=a2V5";

        Assert.Null(DeploymentSettings.Read(Reader(Sample()))!.Notifications);
        var byKey = DeploymentSettings.Read(Reader(Sample(("BuyOrder__Notifications__ConnectionString", connection))))!.Notifications!;
        var byIdentity = DeploymentSettings.Read(
            Reader(Sample(("BuyOrder__Notifications__Namespace", "https://a.servicebus.windows.net"))))!.Notifications!;
        var both = Reader(Sample(
            ("BuyOrder__Notifications__ConnectionString", connection), ("BuyOrder__Notifications__Namespace", "https://a.servicebus.windows.net")));

        Assert.Equal(("https://a.servicebus.windows.net/", "buy-orders", "send", "a2V5"), (byKey.Namespace.AbsoluteUri, byKey.Queue, byKey.KeyName, byKey.Key));
        Assert.Equal(("https://a.servicebus.windows.net/", null), (byIdentity.Namespace.AbsoluteUri, byIdentity.Key));
        Assert.DoesNotContain("a2V5", byKey.ToString(), StringComparison.Ordinal);
        Assert.Null(DeploymentSettings.Read(both));
        Assert.Contains("at most one", Assert.Single(both.Faults).Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_are_never_shown()
    {
        const string secret = "c2VjcmV0";
        var reader = Reader(Sample(
            ("BuyOrder__Storage__ConnectionString", $"AccountKey={secret}"),
            ("BuyOrder__RpcUrls", $"wss://node.example/{secret}"),
            ("BuyOrder__Notifications__ConnectionString", $"SharedAccessKey={secret}"),
            ("BuyOrder__Signer__PrivateKey", secret)));

        Assert.Null(DeploymentSettings.Read(reader));

        Assert.Equal(4, reader.Faults.Count);
        Assert.DoesNotContain(secret, string.Concat(reader.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_found_at_once()
    {
        var reader = Reader([]);

        Assert.Null(DeploymentSettings.Read(reader));

        Assert.Equal(
            [
                "BuyOrder__ChainId", "BuyOrder__InitialParameters__ReferencePrice", "BuyOrder__Recipient", "BuyOrder__Router",
                "BuyOrder__RpcUrls", "BuyOrder__Signer__Kind", "BuyOrder__Stablecoin", "BuyOrder__Storage__ConnectionString",
                "BuyOrder__Token",
            ],
            reader.Faults.Select(fault => fault.Setting).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Setting_that_means_nothing_is_found()
    {
        var reader = Reader(Sample(("BuyOrder__InitialParameters__RateBsp", "1"), ("buyorder__chainid", null)));

        Assert.NotNull(DeploymentSettings.Read(reader));

        Assert.Equal(["BuyOrder__InitialParameters__RateBsp"], reader.Unknown());
    }

    private static IEnumerable<string> Ours(IEnumerable<string> names) =>
        names.Where(name => name.StartsWith(SettingsReader.Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static Dictionary<string, string?> Sample(params ReadOnlySpan<(string Setting, string? Value)> changes)
    {
        var sample = SampleSettings.Read();
        foreach (var (setting, value) in changes)
            sample[setting] = value;
        return sample;
    }

    private static SettingsReader Reader(Dictionary<string, string?> settings) => new(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => pair.Value))
        .Build());
}
