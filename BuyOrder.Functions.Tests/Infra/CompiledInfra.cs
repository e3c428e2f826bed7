using System.Text.Json;

namespace BuyOrder.Functions.Tests.Infra;

/// <summary>The templates as compiled ARM and, with a parameter file, as the resources that a deployment would make.</summary>
internal sealed record CompiledInfra(JsonElement Template, JsonElement Snapshot, IReadOnlyList<string> Findings)
{
    /// <summary>Stands in the secret parameter; it may be nowhere in what is compiled.</summary>
    public const string MarkedSecret = "marked-secret-7f3a";

    /// <summary>What parameter files read from the environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["BUYORDER_ALERT_EMAIL"] = "first@example.org,second@example.org",
        ["BUYORDER_RUNBOOK_URL"] = "https://example.org/docs/alarms.md",
        ["BUYORDER_RPC_URLS"] = $"https://a.example.org/{MarkedSecret},https://b.example.org/{MarkedSecret}",
        ["BUYORDER_SIGNER_ADDRESS"] = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        ["BUYORDER_TOKEN"] = "0x5FbDB2315678afecb367f032d93F642f64180aa3",
        ["BUYORDER_STABLECOIN"] = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
        ["BUYORDER_ROUTER"] = "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0",
        ["BUYORDER_RECIPIENT"] = "0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9",
        ["BUYORDER_REFERENCE_PRICE"] = "50.00",
    };

    public IEnumerable<JsonElement> Resources => Snapshot.GetProperty("predictedResources").EnumerateArray();

    /// <summary>Names with their values, as the app gets them; what only Azure knows is an expression in brackets.</summary>
    public IReadOnlyDictionary<string, string> Settings => Properties("Microsoft.Web/sites/config").Single()
        .EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetString()!);

    public JsonElement FunctionAppConfig => Properties("Microsoft.Web/sites").Single().GetProperty("functionAppConfig");

    /// <summary>All templates of the compiled one, the outermost first.</summary>
    public IEnumerable<JsonElement> Templates => Nested(Template);

    /// <summary>The properties of each resource of a type.</summary>
    public IEnumerable<JsonElement> Properties(string type) => OfType(type).Select(each => each.GetProperty("properties"));

    public IEnumerable<JsonElement> OfType(string type) => Resources.Where(each => each.GetProperty("type").GetString() == type);

    /// <summary>The properties of the one resource of a type whose name ends so.</summary>
    public JsonElement Property(string type, string nameEnd) => OfType(type)
        .Single(each => each.GetProperty("name").GetString()!.EndsWith(nameEnd, StringComparison.Ordinal)).GetProperty("properties");

    /// <summary>Compiles a folder with its production parameters; the snapshot is written into it, so it must be a copy.</summary>
    public static async Task<CompiledInfra> ReadAsync(string folder, string parameters)
    {
        var template = BicepCli.RunAsync(folder, Environment, "build", "main.bicep", "--stdout");
        var evaluated = SnapshotAsync(folder, parameters);
        var built = await template;
        var (snapshot, findings) = await evaluated;
        Assert.True(built.ExitCode == 0, string.Join('\n', built.Errors));
        return new CompiledInfra(Parse(built.Output), snapshot, [.. built.Errors, .. findings]);
    }

    /// <summary>What a deployment of a parameter file would make.</summary>
    public static async Task<(JsonElement Snapshot, IReadOnlyList<string> Findings)> SnapshotAsync(string folder, string parameters)
    {
        var run = await BicepCli.RunAsync(
            folder, Environment, "snapshot", $"{parameters}.bicepparam", "--mode", "overwrite",
            "--subscription-id", Guid.Empty.ToString(), "--tenant-id", Guid.Empty.ToString(), "--resource-group", "rg", "--location", "southafricanorth");
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Errors));
        return (Parse(await File.ReadAllTextAsync(Path.Combine(folder, $"{parameters}.snapshot.json"))), run.Errors);
    }

    private static IEnumerable<JsonElement> Nested(JsonElement template) => ResourcesOf(template)
        .Where(each => each.GetProperty("type").GetString() == "Microsoft.Resources/deployments")
        .SelectMany(each => Nested(each.GetProperty("properties").GetProperty("template")))
        .Prepend(template);

    /// <summary>A list, or with symbolic names an object.</summary>
    private static IEnumerable<JsonElement> ResourcesOf(JsonElement template)
    {
        var resources = template.GetProperty("resources");
        return resources.ValueKind == JsonValueKind.Array
            ? resources.EnumerateArray()
            : resources.EnumerateObject().Select(each => each.Value);
    }

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
