using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

/// <summary>The index of refunds proves nothing: what is missing is written again. What heads and blocks count beyond a limit must agree.</summary>
public sealed class RefundIndexVerificationTests
{
    private static readonly string RefundKey = LedgerKeys.Refund(RevenueHashes.Id("s"), RevenueHashes.Id("r1"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_are_missing_are_written_again_and_are_no_fault()
    {
        using var system = await NewAsync();
        await DeleteAsync(system, RefundKey);
        var before = await system.Ledger.ReadRefundsOfAsync("s", Cancellation);

        var readOnly = await VerifyAsync(system, repairs: false);
        var first = await VerifyAsync(system);
        var second = await VerifyAsync(system);

        Assert.All([readOnly, first, second], result => Assert.Null(result.FirstFault));
        Assert.Equal((1, 1, 0), (readOnly.MissingRefundRows, first.MissingRefundRows, second.MissingRefundRows));
        var after = await system.Ledger.ReadRefundsOfAsync("s", Cancellation);
        Assert.Equal(before.Sums["ZAR"] + 200_00, after.Sums["ZAR"]);
    }

    [Theory]
    [InlineData("amount", "200.01")]
    [InlineData("currency", "USD")]
    [InlineData("sequence", 99L)]
    [InlineData("note", "x")]
    [InlineData("amount", null)]
    public async Task Row_that_contradicts_its_entry_is_a_fault(string property, object? value)
    {
        using var system = await NewAsync();
        await EditAsync(system, RefundKey, values => values[property] = value);

        var fault = (await VerifyAsync(system)).FirstFault;

        Assert.Equal(("00", RefundKey), (fault?.Partition, fault?.RowKey));
    }

    [Theory]
    [InlineData("s", "unknown")]
    [InlineData("s", "s")]
    [InlineData("another", "r1")]
    public async Task Row_without_its_refund_is_a_fault(string sale, string refund)
    {
        using var system = await NewAsync();
        var key = LedgerKeys.Refund(RevenueHashes.Id(sale), RevenueHashes.Id(refund));
        var row = await ReadAsync(system, RefundKey);
        await SubmitAsync(system, new TableWrite.Insert(key, row.Values.Copy()));

        Assert.Equal(("00", key), await FaultAsync(system));
    }

    [Theory]
    [InlineData("f:x")]
    [InlineData("f:")]
    [InlineData("f:zz:zz")]
    public async Task Row_with_a_key_of_another_form_is_a_fault(string key)
    {
        using var system = await NewAsync();
        await SubmitAsync(system, new TableWrite.Insert(key, new RowValues { ["amount"] = "1.00" }));

        Assert.Equal(("00", key), await FaultAsync(system));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1L)]
    [InlineData(3L)]
    public async Task Head_that_counts_other_refunds_beyond_a_limit_is_a_fault_and_stops_runs_at_once(long? count)
    {
        using var system = await NewAsync();
        await EditAsync(system, LedgerKeys.Head, values => values["refundsBeyond"] = count);

        Assert.False((await system.Ledger.CheckHeadsAsync(Cancellation)).Holds);
        Assert.Equal(("00", LedgerKeys.Head), await FaultAsync(system));
    }

    [Theory]
    [InlineData("refundsBeyond", null)]
    [InlineData("refundsBeyond", "0")]
    [InlineData("refundsBeyond", "1,2")]
    [InlineData("refundsBeyond", "01")]
    [InlineData("refundsBeyond", "9")]
    [InlineData("refundsBeyond", "x")]
    [InlineData("cumulativeRefundsBeyond", null)]
    [InlineData("cumulativeRefundsBeyond", 2L)]
    [InlineData("cumulativeRefundsBeyond", 0L)]
    public async Task Block_that_names_or_counts_other_refunds_is_named(string property, object? value)
    {
        using var system = await NewAsync();
        var key = LedgerKeys.Block(1);
        await EditAsync(system, key, values => values[property] = value);

        Assert.Equal(("00", key), await FaultAsync(system));
    }

    [Fact]
    public async Task Ledger_whose_refunds_are_all_in_order_fits_in_parts_too()
    {
        using var system = await NewAsync();

        Assert.Null((await VerifyAsync(system)).FirstFault);
        Assert.Null((await VerifierOf(system).VerifyPartAsync(VerificationPosition.Start, TimeSpan.FromHours(1), null, Cancellation)).FirstFault);
    }

    /// <summary>One shard: s, r1 (beyond), r2 in the first block, more after it, two of all refunds beyond the limit.</summary>
    private static async Task<LedgerSystem> NewAsync()
    {
        var store = new MemoryTableStore();
        await store.CreateMissingAsync([OrderKeys.Table], Cancellation);
        var system = new LedgerSystem(store, shardCount: 1) { Limits = new PlausibilityLimits { MaxAmount = new Zar(100_00) } };
        await system.RecordAsync(TestMessage.Sale("s", "90.00"), TestMessage.Refund("r1", "200.00", "s"), TestMessage.Refund("r2", "20.00", "s"));
        await system.RecordAsync(TestMessage.Sale("t", "90.00"));
        await system.RecordAsync(TestMessage.Refund("r3", "300.00", "t"), TestMessage.Sale("u", "80.00"));
        Assert.Equal([2L], (await system.TotalsAsync()).RefundsBeyond);
        return system;
    }

    private static Verifier VerifierOf(LedgerSystem system, bool repairs = true) =>
        new(system.Store, new LedgerOptions { ShardCount = system.Ledger.ShardCount }, TimeProvider.System) { Repairs = repairs };

    private static Task<VerificationResult> VerifyAsync(LedgerSystem system, bool repairs = true) =>
        VerifierOf(system, repairs).VerifyAsync(null, null, null, Cancellation);

    private static async Task<(string?, string?)> FaultAsync(LedgerSystem system)
    {
        var fault = (await VerifyAsync(system)).FirstFault;
        return (fault?.Partition, fault?.RowKey);
    }

    private static async Task<TableRow> ReadAsync(LedgerSystem system, string key) =>
        (await system.Store.Table(LedgerKeys.Table).ReadAsync("00", key, Cancellation))!;

    private static async Task EditAsync(LedgerSystem system, string key, Action<RowValues> edit)
    {
        var row = await ReadAsync(system, key);
        var values = row.Values.Copy();
        edit(values);
        await SubmitAsync(system, new TableWrite.Replace(key, values, row.ETag));
    }

    private static async Task DeleteAsync(LedgerSystem system, string key) =>
        await SubmitAsync(system, new TableWrite.Delete(key, (await ReadAsync(system, key)).ETag));

    private static async Task SubmitAsync(LedgerSystem system, TableWrite write) =>
        Assert.True((await system.Store.Table(LedgerKeys.Table).SubmitAsync("00", [write], Cancellation)).Applied);
}
