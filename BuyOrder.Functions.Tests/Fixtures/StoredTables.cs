using System.Globalization;
using System.Text.Json.Nodes;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>
/// All rows of a store as JSON, and back: table → partition → row key → properties. Texts and flags are JSON's own; the other types are
/// named: <c>{"int32": 1}</c>, <c>{"int64": 1}</c>, <c>{"time": "…Z"}</c>, <c>{"binary": "base64"}</c>.
/// </summary>
internal static class StoredTables
{
    private const int MaxRows = 1_000;

    /// <summary>A table cannot be asked for its partitions.</summary>
    private static readonly (string Table, string[] Partitions)[] Places =
    [
        (OrderKeys.Table, [OrderKeys.Partition]),
        (ParameterStore.TableName, ["parameters", "tokens"]),
        (LedgerKeys.Table, [LedgerKeys.MetaPartition, LedgerKeys.Partition(0), LedgerKeys.Partition(1), VerificationLog.Partition]),
        (RejectedKeys.Table, [RejectedKeys.Partition]),
        (RatesRow.Table, [RatesRow.Partition]),
    ];

    static StoredTables() => Assert.Equal(TokenScale.TableName, ParameterStore.TableName);

    public static IEnumerable<string> Names => Places.Select(place => place.Table);

    public static async Task<JsonObject> TakeAsync(ITableStore store)
    {
        await store.CreateMissingAsync(Names, CancellationToken.None);
        var tables = new JsonObject();
        foreach (var (table, partitions) in Places)
        {
            var taken = new JsonObject();
            foreach (var partition in partitions)
            {
                var page = await store.Table(table).QueryAsync(new TableQuery(partition, PageSize: MaxRows), CancellationToken.None);
                Assert.Null(page.Continuation);
                if (page.Rows.Count > 0)
                    taken[partition] = new JsonObject(page.Rows.Select(row => KeyValuePair.Create(row.Key, (JsonNode?)Write(row.Values))));
            }

            if (taken.Count > 0)
                tables[table] = taken;
        }

        return tables;
    }

    public static IEnumerable<(string Table, TableRow Row)> Rows(JsonObject tables) =>
        from table in tables
        from partition in table.Value!.AsObject()
        from row in partition.Value!.AsObject()
        select (table.Key, new TableRow(partition.Key, row.Key, Read(row.Value!.AsObject()), "stored"));

    /// <summary>A store of its own with these rows; every table of the product is there.</summary>
    public static async Task<MemoryTableStore> LoadAsync(JsonObject tables)
    {
        var store = new MemoryTableStore();
        await store.CreateMissingAsync(Names, CancellationToken.None);
        foreach (var (table, row) in Rows(tables))
        {
            var insert = new TableWrite.Insert(row.Key, row.Values);
            Assert.True((await store.Table(table).SubmitAsync(row.Partition, [insert], CancellationToken.None)).Applied);
        }

        return store;
    }

    private static JsonObject Write(RowValues row) => new(row.Select(value => KeyValuePair.Create(value.Key, value.Value switch
    {
        string text => (JsonNode?)JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => Typed("int32", JsonValue.Create(number)),
        long number => Typed("int64", JsonValue.Create(number)),
        DateTimeOffset time => Typed("time", JsonValue.Create(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))),
        byte[] bytes => Typed("binary", JsonValue.Create(Convert.ToBase64String(bytes))),
        var other => throw new InvalidDataException($"Property {value.Key} is a {other.GetType().Name}."),
    })));

    private static JsonObject Typed(string type, JsonNode? value) => new JsonObject { [type] = value };

    private static RowValues Read(JsonObject row)
    {
        var values = new RowValues();
        foreach (var (name, value) in row)
        {
            values[name] = value switch
            {
                JsonObject typed => Read(typed.Single()),
                JsonValue plain when plain.TryGetValue<bool>(out var flag) => flag,
                _ => value!.GetValue<string>(),
            };
        }

        return values;
    }

    private static object Read(KeyValuePair<string, JsonNode?> typed) => typed.Key switch
    {
        "int32" => typed.Value!.GetValue<int>(),
        "int64" => typed.Value!.GetValue<long>(),
        "time" => DateTimeOffset.Parse(typed.Value!.GetValue<string>(), CultureInfo.InvariantCulture),
        "binary" => Convert.FromBase64String(typed.Value!.GetValue<string>()),
        var other => throw new InvalidDataException($"There is no type {other}."),
    };
}
