using BuyOrder.Domain.Money;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Who funded what is told without records as well, as of an order store from before there were any: all orders together say the same.</summary>
public sealed class FundingWithoutRecordsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Orders_alone_tell_what_the_records_told(int kept)
    {
        using var history = await FundingHistory.StartAsync(seed: 1);
        for (var number = 1; number <= 6; number++)
        {
            await history.RecordAsync($"sale-{number}", 1_000_00);
            await history.OrderAsync($"m-{number}", new Zar(900_00));
            await history.EndAsync(completed: number % 3 != 0);
        }

        await history.CheckAsync();
        var told = await TellAsync(history);
        Assert.Contains(told, each => each is "sale-1 m-1");
        var table = history.System.Store.Table(OrderKeys.Table);
        var records = (await table.QueryAsync(new TableQuery(OrderKeys.Partition, OrderKeys.RecordPrefix, OrderKeys.AfterRecords), Cancellation)).Rows;

        // None at all, or only the newest, which names one before it that is gone.
        foreach (var row in records.Skip(kept))
            await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Delete(row.Key, row.ETag)], Cancellation);

        Assert.Equal(told, await TellAsync(history));
    }

    /// <summary>Each order with what it began and ended with, and each entry with the order that it funded.</summary>
    private static async Task<IReadOnlyList<string>> TellAsync(FundingHistory history)
    {
        var told = new List<string>();
        foreach (var order in await history.OrdersAsync())
        {
            var found = (await history.Funding.ReconcileAsync(order.Id, Cancellation))!;
            Assert.True(found.Fits, string.Join(' ', found.Faults));
            told.Add($"{order.Id} {found.Previous?.Id} {found.CarriedIn} {found.CarriedOut} {string.Join(',', await history.EntriesOfAsync(order.Id))}");
        }

        for (var number = 1; number <= 6; number++)
        {
            var entry = (await history.System.Ledger.FindAsync($"sale-{number}", Cancellation))!;
            told.Add($"sale-{number} {(await history.Funding.FundedByAsync(entry.Shard, entry.Entry.Sequence, Cancellation))?.Id}");
        }

        return told;
    }
}
