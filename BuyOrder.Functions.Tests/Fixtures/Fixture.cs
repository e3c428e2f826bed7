using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Simulation;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Opening;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>A whole store as an earlier version of the product left it, with the model chain of that moment where orders are concerned.</summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Description">What had happened.</param>
/// <param name="Time">When it was taken.</param>
/// <param name="ShardCount">Of its ledger.</param>
/// <param name="Chain">As <see cref="StoredChain"/> writes it; null: there are no orders.</param>
/// <param name="Tables">As <see cref="StoredTables"/> writes them.</param>
internal sealed record Fixture(string Name, string Description, DateTimeOffset Time, int ShardCount, JsonObject? Chain, JsonObject Tables)
{
    /// <summary>More than any writer before has sent: an id is never used for other revenue.</summary>
    private const int MessagesBefore = 1_000;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Stores");

    /// <summary>Of all that are kept.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>Those with a model chain: orders are in them, or can be placed.</summary>
    public static IReadOnlyList<string> WithChain { get; } = [.. Names.Where(name => Read(name).Chain is not null)];

    public LedgerOptions LedgerOptions => new() { ShardCount = ShardCount };

    public IEnumerable<(string Table, TableRow Row)> Rows => StoredTables.Rows(Tables);

    public static Fixture Read(string name) => Read(name, File.ReadAllText(Path.Combine(Folder, name + ".json")));

    public static Fixture Read(string name, string text)
    {
        var json = JsonNode.Parse(text)!;
        return new Fixture(
            name,
            json["description"]!.GetValue<string>(),
            DateTimeOffset.Parse(json["time"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            json["shardCount"]!.GetValue<int>(),
            json["chain"]?.AsObject(),
            json["tables"]!.AsObject());
    }

    public string Write()
    {
        var json = new JsonObject
        {
            ["description"] = Description,
            ["time"] = Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["shardCount"] = ShardCount,
            ["chain"] = Chain?.DeepClone(),
            ["tables"] = Tables.DeepClone(),
        };
        return json.ToJsonString(Indented) + "\n";
    }

    /// <summary>A store of its own with the rows of this one.</summary>
    public Task<MemoryTableStore> LoadAsync() => StoredTables.LoadAsync(Tables);

    /// <summary>The same after a start of today's service.</summary>
    public async Task<MemoryTableStore> OpenAsync()
    {
        var store = await LoadAsync();
        Assert.Null(await OpenedOrders.OpenAsync(store, new FakeTimeProvider(Time), CancellationToken.None, ShardCount));
        return store;
    }

    /// <summary>Today's engine on the rows and the chain of that moment. To be used in <see cref="SimulationTests.Alone"/>.</summary>
    public CalmSystem Start()
    {
        var chain = Chain ?? throw new InvalidOperationException($"{Name} has no chain.");
        var system = new CalmSystem(LoadAsync().GetAwaiter().GetResult(), Time, clock => StoredChain.Load(chain, clock), MessagesBefore);
        foreach (var transaction in StoredChain.Pool(chain))
            system.Node.Hear(transaction);
        return system;
    }
}
