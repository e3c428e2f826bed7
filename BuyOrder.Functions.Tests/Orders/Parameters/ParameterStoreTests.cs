using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders.Parameters;

/// <summary>Versions of the parameters: each made once, after the one it names, with its audit row in the same write.</summary>
public sealed class ParameterStoreTests
{
    private static readonly BusinessParameters First = EngineBench.Parameters;

    private readonly MemoryTableStore tables = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Change_makes_a_version_with_an_audit_row_that_names_each_difference()
    {
        var store = await StartAsync();

        var made = await store.ChangeAsync(Change(1, First with { RateBps = 900, Maximum = new Zar(5_000_00) }), Cancellation);

        Assert.Equal((2, 900), (Assert.IsType<ParametersChangeResult.Made>(made).InForce.Version, made.InForce.Parameters.RateBps));
        Assert.Equal(made.InForce, await new ParameterStore(tables, time).CurrentAsync(Cancellation));
        var audit = AuditRow.Read(Assert.Single(await RowsAsync(AuditRow.Prefix)).Values);
        Assert.Equal(("anna", AuditAction.ParametersChanged, "version-2", "less"), (audit.Who, audit.Action, audit.Subject, audit.Reason));
        Assert.Equal("Version 2: rateBps from 1000 to 900; maximum from 1000000.00 to 5000.00.", audit.Detail);
    }

    [Fact]
    public async Task Head_of_the_audit_chain_stands_beside_the_version_in_force()
    {
        var store = await StartAsync();
        await store.ChangeAsync(Change(1, First with { RateBps = 900 }), Cancellation);
        await store.ChangeAsync(Change(2, First with { RateBps = 800 }), Cancellation);

        var current = (await tables.Table(ParameterStore.TableName).ReadAsync(ParameterStore.Partition, ParameterStore.Current, Cancellation))!;
        var chain = (await RowsAsync(AuditRow.Prefix)).Reverse().Aggregate(AuditChain.Empty, (before, row) => before.With(row.Values));

        Assert.Equal(2, chain.Rows);
        Assert.Equal(chain, CurrentRow.AuditsOf(current.Values));
    }

    [Fact]
    public async Task Change_of_a_version_that_is_not_in_force_is_told_which_is()
    {
        var store = await StartAsync();
        await store.ChangeAsync(Change(1, First with { RateBps = 900 }), Cancellation);

        var late = await store.ChangeAsync(Change(1, First with { RateBps = 800 }), Cancellation);
        var early = await store.ChangeAsync(Change(3, First with { RateBps = 800 }), Cancellation);

        Assert.Equal((2, 900), (Assert.IsType<ParametersChangeResult.Overtaken>(late).InForce.Version, late.InForce.Parameters.RateBps));
        Assert.Equal(2, Assert.IsType<ParametersChangeResult.Overtaken>(early).InForce.Version);
        Assert.Equal(2, (await RowsAsync("v:")).Count);
    }

    [Fact]
    public async Task Same_request_again_is_answered_with_the_version_that_it_made_and_the_same_document_makes_none()
    {
        var store = await StartAsync();
        var change = Change(1, First with { RateBps = 900 });
        await store.ChangeAsync(change, Cancellation);

        var again = await store.ChangeAsync(change, Cancellation);
        var same = await store.ChangeAsync(change with { After = 2, Reason = "once more" }, Cancellation);

        Assert.Equal(2, Assert.IsType<ParametersChangeResult.Made>(again).InForce.Version);
        Assert.Equal(2, Assert.IsType<ParametersChangeResult.Unchanged>(same).InForce.Version);
        Assert.Equal((2, 1), ((await RowsAsync("v:")).Count, (await RowsAsync(AuditRow.Prefix)).Count));
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_is_made_and_the_other_learns_of_it()
    {
        await StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(
            () => new ParameterStore(tables, time).ChangeAsync(Change(1, First with { RateBps = 100 + number }), Cancellation), Cancellation)));

        var made = Assert.Single(results.OfType<ParametersChangeResult.Made>());
        Assert.Equal(7, results.OfType<ParametersChangeResult.Overtaken>().Count());
        Assert.All(results, result => Assert.Equal(made.InForce, result.InForce));
    }

    [Fact]
    public async Task Versions_follow_each_other_in_time_though_a_clock_goes_back()
    {
        var store = await StartAsync();
        var behind = new ParameterStore(tables, new FakeTimeProvider(time.GetUtcNow().AddHours(-1)));

        var first = await store.CurrentAsync(Cancellation);
        var second = await behind.ChangeAsync(Change(1, First with { RateBps = 900 }), Cancellation);

        Assert.True(second.InForce.ChangedAt > first.ChangedAt);
    }

    [Fact]
    public async Task Edited_version_is_never_replaced()
    {
        await StartAsync();
        var row = (await RowsAsync("v:"))[0];
        var edited = row.Values.Copy();
        edited["RateBps"] = "5000";
        await tables.Table(ParameterStore.TableName).SubmitAsync(ParameterStore.Partition, [new TableWrite.Replace(row.Key, edited, row.ETag)], Cancellation);

        await Assert.ThrowsAsync<LedgerFaultException>(() => new ParameterStore(tables, time).ChangeAsync(Change(1, First with { RateBps = 900 }), Cancellation));
        Assert.Single(await RowsAsync("v:"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ParametersChange Change(int after, BusinessParameters parameters) => new(after, parameters, "anna", "less");

    private async Task<ParameterStore> StartAsync()
    {
        await tables.CreateMissingAsync([ParameterStore.TableName], Cancellation);
        var store = new ParameterStore(tables, time);
        await store.InitialiseAsync(First, Cancellation);
        return store;
    }

    private async Task<IReadOnlyList<TableRow>> RowsAsync(string prefix) =>
        (await tables.Table(ParameterStore.TableName).QueryAsync(new TableQuery(ParameterStore.Partition, prefix, prefix[..^1] + ";"), Cancellation)).Rows;
}
