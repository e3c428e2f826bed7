using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using static BuyOrder.Functions.Tests.Orders.BrokenBook;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>An archived root is a state that the ledger and the orders have passed through, or the first figure that says otherwise is named.</summary>
public sealed class ArchivedRootCheckTests
{
    [Fact]
    public void Root_holds_however_far_the_ledger_has_gone_on() => Alone(() =>
    {
        var system = Completed();
        var root = ArchivedRoot.Read(Root(system).Write());
        AssertBuysTheRest(system);

        var verdict = Check(system, root);

        Assert.Equal((null, true), (verdict.Fault, verdict.IsRecordCompared));
        Assert.True(root.Record!.Number < Root(system).Record!.Number);
    });

    [Theory]
    [InlineData("entries", "cumulativeEntries")]
    [InlineData("hash", "hash")]
    [InlineData("blocks", "number")]
    [InlineData("total", "cumulativeCents")]
    [InlineData("shards", "shardCount")]
    [InlineData("record", "hash")]
    [InlineData("record's number", null)]
    public void Each_figure_that_differs_is_named(string what, string? property) => Alone(() =>
    {
        var system = Completed();
        var root = Root(system);
        var (shard, record) = (root.Shards[0], root.Record!);
        var other = what switch
        {
            "entries" => root with { Shards = [shard with { Entries = shard.Entries + 1 }] },
            "hash" => root with { Shards = [shard with { HeadHash = new string('a', 64) }] },
            "blocks" => root with { Shards = [shard with { Blocks = shard.Blocks + 1 }] },
            "total" => root with { Shards = [shard with { TotalCents = shard.TotalCents + 1 }] },
            "shards" => root with { Shards = [shard, shard] },
            "record" => root with { Record = record with { Hash = new string('a', 64) } },
            _ => root with { Record = record with { Number = record.Number + 1 } },
        };

        var fault = Check(system, other).Fault;

        Assert.Equal(property, fault!.Property);
        Assert.EndsWith($"the archived root {root.Name} says that.", fault.Detail, StringComparison.Ordinal);
    });

    [Fact]
    public void Record_that_is_gone_is_a_fault_until_an_operator_has_restarted_the_records() => Alone(() =>
    {
        var system = Completed();
        var root = Root(system);
        var newest = Row(system, OrderKeys.Record(root.Record!.Number))!;
        Submit(system, new TableWrite.Delete(newest.Key, newest.ETag));
        Assert.Equal(newest.Key, Check(system, root).Fault!.RowKey);

        Assert.IsType<RecordsRestartResult.Restarted>(Restart(system, Fault(system)));

        var verdict = Check(system, root);
        Assert.Equal((null, false), (verdict.Fault, verdict.IsRecordCompared));
    });

    [Theory]
    [InlineData("schema", 2)]
    [InlineData("entries", 7)]
    [InlineData("totalCents", 7)]
    [InlineData("ledgerRoot", "00")]
    public void Document_that_contradicts_itself_is_refused(string member, object value) => Alone(() =>
    {
        var document = JsonNode.Parse(Root(Completed()).Write())!;
        document[member] = JsonValue.Create(value);

        var refused = Assert.Throws<InvalidDataException>(() => ArchivedRoot.Read(new BinaryData(document.ToJsonString())));

        Assert.Contains($"contradicts itself: {member} is {value}", refused.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void Document_of_another_shape_is_refused() => Alone(() =>
    {
        var more = JsonNode.Parse(Root(Completed()).Write())!;
        more["more"] = 1;
        var less = JsonNode.Parse(Root(Completed()).Write())!.AsObject();
        less.Remove("record");
        var empty = JsonNode.Parse(Root(Completed()).Write())!;
        empty["shards"] = null;

        Assert.All([more, less, empty], document => Assert.Throws<InvalidDataException>(() => ArchivedRoot.Read(new BinaryData(document.ToJsonString()))));
    });

    private static ArchivedRoot Root(CalmSystem system)
    {
        var result = system.Ask<Verifier, VerificationResult>(verifier => verifier.VerifyAsync(null, null, null, CancellationToken.None));
        Assert.Null(result.FirstFault);
        return ArchivedRoot.Of(result);
    }

    private static ArchivedRootVerdict Check(CalmSystem system, ArchivedRoot root) =>
        Now(new ArchivedRootCheck(system.Tables, shardCount: 1).CheckAsync(root, CancellationToken.None));
}
