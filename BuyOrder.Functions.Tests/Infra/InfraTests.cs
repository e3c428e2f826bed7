using BuyOrder.Functions.Settings;
using BuyOrder.Storage.Settings;
using Microsoft.Extensions.Configuration;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>The templates in infra/, compiled: what must hold of them, and that each check sees the mistakes that it is there for.</summary>
[Collection(nameof(InfraGroup))]
public sealed class InfraTests(InfraFixture infra)
{
    public static TheoryData<string> Checks() => [.. InfraChecks.All.Keys];

    [Theory]
    [MemberData(nameof(Checks))]
    public void Templates_keep_what_is_promised(string check)
    {
        Assert.SkipWhen(BicepCli.Missing is not null, BicepCli.Missing ?? "");

        Assert.Empty(InfraChecks.All[check](infra.AsItIs!));
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public void Each_planted_mistake_is_seen_by_its_check(string check)
    {
        Assert.SkipWhen(BicepCli.Missing is not null, BicepCli.Missing ?? "");
        var planted = PlantedEdits.Mistakes.Where(each => each.Check == check).ToList();

        var faults = InfraChecks.All[check](infra.Edited!).ToList();

        Assert.NotEmpty(planted);
        Assert.All(planted, edit => Assert.True(
            faults.Exists(fault => fault.Contains(edit.Told, StringComparison.Ordinal)),
            $"{edit.File}: \"{edit.Put}\" was not seen. Seen: {string.Join(' ', faults)}"));
    }

    [Fact]
    public async Task Trial_parameters_make_the_same_without_a_network()
    {
        Assert.SkipWhen(BicepCli.Missing is not null, BicepCli.Missing ?? "");

        var (snapshot, findings) = await CompiledInfra.SnapshotAsync(infra.Copy("trial"), "dev");

        var trial = infra.AsItIs! with { Snapshot = snapshot, Findings = findings };
        Assert.All(InfraChecks.All, check => Assert.Empty(check.Value(trial)));
        Assert.Empty(trial.OfType("Microsoft.Network/privateEndpoints"));
        Assert.NotEmpty(infra.AsItIs!.OfType("Microsoft.Network/privateEndpoints"));
    }

    [Fact]
    public void App_starts_with_what_the_template_sets()
    {
        Assert.SkipWhen(BicepCli.Missing is not null, BicepCli.Missing ?? "");
        var values = infra.AsItIs!.Settings.ToDictionary(each => each.Key.Replace("__", ":", StringComparison.Ordinal), each => (string?)Resolved(each.Key, each.Value));
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build());

        DeploymentSettings.Read(reader);

        Assert.Empty(reader.Faults);
    }

    [Fact]
    public async Task Parameters_out_of_range_are_refused_with_name_and_bound()
    {
        Assert.SkipWhen(BicepCli.Missing is not null, BicepCli.Missing ?? "");
        var folder = infra.Copy("out-of-range");
        var file = Path.Combine(folder, "dev.bicepparam");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        (string Was, string Is, string Told)[] wrong =
        [
            ("maximumInstanceCount = 4", "maximumInstanceCount = 0", "0"),
            ("instanceMemoryMB = 512", "instanceMemoryMB = 1024", "512"),
            ("softDeleteDays = 7", "softDeleteDays = 400", "365"),
            ("logRetentionDays = 30", "logRetentionDays = 7", "30"),
            ("ledgerRedundancy = 'Standard_LRS'", "ledgerRedundancy = 'Premium_LRS'", "Standard_GZRS"),
            ("RateBps: 1000", "RateBps: 10001", "10000"),
            ("environmentName = 'dev'", "environmentName = 'development'", "10"),
            ("  Schedule: '0 0 2 * * *'\n", "", "Schedule"),
        ];
        foreach (var (was, put, _) in wrong)
        {
            Assert.Contains(was, text);
            text = text.Replace(was, put, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var run = await BicepCli.RunAsync(folder, CompiledInfra.Environment, "build-params", "dev.bicepparam", "--stdout");

        Assert.NotEqual(0, run.ExitCode);
        var lines = text.Split('\n');
        Assert.All(wrong, each =>
        {
            var line = each.Is.Length == 0 ? Array.FindIndex(lines, l => l.StartsWith("param initialParameters", StringComparison.Ordinal)) : Array.FindIndex(lines, l => l.Contains(each.Is, StringComparison.Ordinal));
            Assert.Contains(run.Errors, error => error.Contains($"({line + 1},", StringComparison.Ordinal) && error.Contains("Error", StringComparison.Ordinal) && error.Contains(each.Told, StringComparison.Ordinal));
        });
    }

    /// <summary>Puts what Azure would in place of an expression.</summary>
    private static string Resolved(string name, string value) => value switch
    {
        ['[', ..] when name.EndsWith("lientId", StringComparison.Ordinal) => "11111111-2222-3333-4444-555555555555",
        ['[', ..] when name.EndsWith("KeyVersion", StringComparison.Ordinal) => new string('a', 32),
        ['[', ..] when name.EndsWith("RpcUrls", StringComparison.Ordinal) => "https://a.example.org/key,https://b.example.org/key",
        ['[', .., ']'] when name.EndsWith("VaultUri", StringComparison.Ordinal) => "https://kv.vault.azure.net",
        ['[', ..] when name.EndsWith("ContainerUri", StringComparison.Ordinal) => "https://stledger.blob.core.windows.net/ledger-roots",
        ['[', ..] when name.EndsWith("ServiceUri", StringComparison.Ordinal) => "https://stledger.table.core.windows.net",
        _ => value,
    };
}
