using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Fixtures;

/// <summary>Rows of every kind, as earlier versions wrote them, are read by today's code, and nothing of them is lost when it writes them.</summary>
public sealed class FixtureRowTests
{
    public static TheoryData<string> Names => [.. Fixture.Names];

    /// <summary>A new file gets a new line; the lines that are there stay.</summary>
    [Fact]
    public void Stores_never_change()
    {
        var kept = File.ReadAllLines(Fixture.Folder + ".sha256").Select(line => line.Split("  ")).ToDictionary(pair => pair[1], pair => pair[0]);

        var found = Fixture.Names.Select(name => name + ".json").ToDictionary(
            file => file, file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Fixture.Folder, file)))));

        Assert.Equal(kept, found);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_row_is_of_one_known_kind_and_read(string name)
    {
        foreach (var (table, row) in Fixture.Read(name).Rows)
        {
            var kind = Assert.Single(RowKinds.All, kind => kind.Has(table, row));

            Assert.NotNull(kind.Read(row));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_that_is_written_again_keeps_every_column(string name)
    {
        foreach (var (table, row) in Fixture.Read(name).Rows)
        {
            if (RowKinds.All.Single(kind => kind.Has(table, row)).WriteAgain is not { } again)
                continue;
            var written = again(row);

            foreach (var (column, value) in row.Values.Where(value => value.Key != "schema"))
                Assert.True(Same(value, written[column]), $"{table}/{row.Partition}/{row.Key}: {column} was {value}, and is {written[column] ?? "not there"}.");
        }
    }

    [Fact]
    public void Every_kind_of_row_has_a_fixture()
    {
        var rows = Fixture.Names.SelectMany(name => Fixture.Read(name).Rows).ToList();

        var without = RowKinds.All.Where(kind => !rows.Exists(row => kind.Has(row.Table, row.Row)));

        Assert.Equal([], without.Select(kind => kind.ToString()).Except(RowKinds.Newer));
    }

    [Fact]
    public void Every_key_of_the_product_belongs_to_a_known_kind() =>
        Assert.Equal(
            [],
            RowKinds.OfProduct()
                .Where(named => !RowKinds.All.Any(kind => kind.Table == named.Table && kind.Key == named.Key))
                .Select(named => $"{named.Table}/{named.Key}"));

    /// <summary>The words of the version that wrote them: a word that comes later has no row here.</summary>
    [Theory]
    [InlineData("o:", "phase", "Reserved Approving Prepared Broadcast Mined Completed Failed")]
    [InlineData("o:", "status", "Pending Completed Failed")]
    [InlineData("o:", "trigger", "Manual Schedule")]
    [InlineData("o:", "isUnknown", "True False")]
    [InlineData("o:", "resolutionFinding", "Completed Failed")]
    [InlineData("o:", "holdReason", "price_rejected paused refused_by_nodes fee_too_high nonce_taken_elsewhere foreign_nonce")]
    [InlineData("o:", "reason", "reverted cancelled price_rejected purchase_undone")]
    [InlineData("a:", "kind", "Approve Swap Cancel")]
    [InlineData("a:", "state", "Stored Sent Succeeded Reverted Superseded")]
    [InlineData("r:", "outcome", "ordered below_minimum price_rejected missed paused already_active foreign_nonce contract_changed store_outdated")]
    [InlineData("r:", "trigger", "Manual Schedule")]
    [InlineData("x:", "event", "buy-order-completed buy-order-failed buy-order-unknown store-outdated ledger-fault")]
    [InlineData("u:", "action", "OrderResolved NonceAccepted ContractsAccepted OrderUndone ExchangeRatesChanged RejectedRevenueReplayed RejectedRevenueDiscarded")]
    public void Every_word_of_a_column_stands_in_some_row(string key, string column, string words)
    {
        var found = Columns(row => row.Key.StartsWith(key, StringComparison.Ordinal), column).ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], words.Split(' ').Where(word => !found.Contains(word)));
    }

    [Theory]
    [InlineData("openOrderId")]
    [InlineData("undoneOrders")]
    [InlineData("pendingSlotId")]
    [InlineData("finishedSlot")]
    [InlineData("genesisHash")]
    [InlineData("contracts")]
    public void State_is_there_with_and_without_a_column(string column)
    {
        var states = Fixture.Names.SelectMany(name => Fixture.Read(name).Rows)
            .Where(row => row.Table == OrderKeys.Table && row.Row.Key == OrderKeys.State).Select(row => row.Row.Values[column]).ToList();

        Assert.Contains(states, value => value is not null and not "");
        Assert.Contains(states, value => value is null or "");
    }

    [Fact]
    public void Rejected_revenue_is_there_in_every_status_in_chunks_and_delivered_twice()
    {
        var rows = Fixture.Read("ledger").Rows.Where(row => row.Table == RejectedKeys.Table).Select(row => row.Row).ToList();
        var items = rows.Where(row => row.Key.StartsWith(RejectedKeys.ItemPrefix, StringComparison.Ordinal)).ToList();

        Assert.Equal(["discarded", "open", "replayed"], items.Select(row => row.Values.Text("status")).Distinct().Order());
        Assert.Contains(items, row => row.Values.Int64("deliveries") > 1);
        Assert.Contains(rows, row => row.Values["body1"] is not null);
    }

    private static IEnumerable<string> Columns(Predicate<TableRow> isMeant, string column) =>
        from name in Fixture.Names
        from row in Fixture.Read(name).Rows
        where isMeant(row.Row) && row.Row.Values[column] is not null
        select row.Row.Values[column]!.ToString()!;

    private static bool Same(object old, object? written) => old switch
    {
        byte[] bytes => written is byte[] others && bytes.AsSpan().SequenceEqual(others),

        // A member that comes later may stand in a column's JSON: what was there stays.
        string text when text.StartsWith('{') && written is string json => Contains(JsonNode.Parse(json), JsonNode.Parse(text)),
        var value => value.Equals(written),
    };

    private static bool Contains(JsonNode? whole, JsonNode? part) => (whole, part) switch
    {
        (JsonObject all, JsonObject some) => some.All(member => all.TryGetPropertyValue(member.Key, out var value) && Contains(value, member.Value)),
        _ => JsonNode.DeepEquals(whole, part),
    };
}
