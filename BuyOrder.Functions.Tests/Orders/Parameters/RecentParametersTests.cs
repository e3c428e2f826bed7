using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Parameters;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders.Parameters;

public sealed class RecentParametersTests
{
    private const string Partition = "parameters";
    private const string FirstVersion = "v:0000000001";

    private static readonly PlausibilityLimits Limits = new() { MaxAmount = new Zar(7) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Limits_are_read_once_in_a_while_and_a_change_is_seen_after_it()
    {
        var (tap, time, recent) = await NewAsync();

        var first = await recent.LimitsAsync(Cancellation);
        var reads = tap.Reads;
        time.Advance(RecentParameters.MaxAge - TimeSpan.FromTicks(1));
        var second = await recent.LimitsAsync(Cancellation);
        var readsInTime = tap.Reads;
        time.Advance(TimeSpan.FromTicks(1));
        await recent.LimitsAsync(Cancellation);

        Assert.Equal((Limits, Limits, reads), (first, second, readsInTime));
        Assert.True(tap.Reads > reads);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_is_an_outage()
    {
        var (tap, _, recent) = await NewAsync();
        tap.BeforeRead = _ => throw new TableUnavailableException("Out.");

        await Assert.ThrowsAsync<TableUnavailableException>(() => recent.LimitsAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task Document_from_before_there_were_limits_has_none()
    {
        var (tap, _, recent) = await NewAsync();
        await EditAsync(tap, values =>
        {
            foreach (var member in new[] { "MaxAmount", "MaxRateDeviationBps", "MaxFuture", "MaxAge", "MaxRevenuePerDay", "NotSettledStatuses" })
                values[member] = null;
        });

        Assert.Equal(PlausibilityLimits.Default, await recent.LimitsAsync(Cancellation));
    }

    [Fact]
    public async Task Document_that_was_edited_until_it_cannot_be_read_does_not_stop_intake()
    {
        var (tap, _, recent) = await NewAsync();
        await EditAsync(tap, values => values["RateBps"] = "a lot");

        Assert.Equal(PlausibilityLimits.Default, await recent.LimitsAsync(Cancellation));
    }

    private static async Task<(TableTap Tap, FakeTimeProvider Time, RecentParameters Recent)> NewAsync()
    {
        var (tap, time) = (new TableTap(new MemoryTableStore()), new FakeTimeProvider());
        await tap.CreateMissingAsync([ParameterStore.TableName], Cancellation);
        await new ParameterStore(tap, time).InitialiseAsync(EngineBench.Parameters with { Plausibility = Limits }, Cancellation);
        return (tap, time, new RecentParameters(new ParameterStore(tap, time), time, NullLogger<RecentParameters>.Instance));
    }

    private static async Task EditAsync(TableTap tap, Action<RowValues> edit)
    {
        var table = tap.Table(ParameterStore.TableName);
        var row = (await table.ReadAsync(Partition, FirstVersion, Cancellation))!;
        var values = row.Values.Copy();
        edit(values);
        Assert.True((await table.SubmitAsync(Partition, [new TableWrite.Replace(FirstVersion, values, row.ETag)], Cancellation)).Applied);
    }
}
