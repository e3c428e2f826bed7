using System.Security.Cryptography;
using BuyOrder.Storage;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Storage;

public sealed class AzureBatchFaultTests(TestServers servers) : AzureFaultTests(servers)
{
    [Fact]
    public async Task A_batch_whose_operation_was_throttled_inside_is_made_again()
    {
        Proxy.Next(Enumerable.Repeat(ProxyFault.BusyInsideBatch, 2));

        var result = await Store(Quick).Table("Things").SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation);

        Assert.True(result.Applied);
        Assert.Equal(3, Proxy.Requests);
    }

    [Fact]
    public async Task A_batch_whose_operations_stay_throttled_inside_ends_in_unavailable()
    {
        Proxy.Next(Enumerable.Repeat(ProxyFault.BusyInsideBatch, 100));

        await Assert.ThrowsAsync<TableUnavailableException>(
            () => Store(Quick).Table("Things").SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation));

        Assert.Equal(1 + Quick.MaxRetries, Proxy.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_whose_answer_was_lost_meets_its_own_rows_and_the_reader_sees_whose_they_are(bool cut)
    {
        var table = Store(Quick with { TryTimeout = TimeSpan.FromSeconds(1) }).Table("Things");
        var etag = (await table.SubmitAsync(Partition, [new TableWrite.Insert("head", new RowValues())], Cancellation)).ETags[0]!;
        Proxy.Next(cut ? ProxyFault.CutAfterApplied : ProxyFault.StallAfterApplied);

        var result = await table.SubmitAsync(
            Partition, [new TableWrite.Replace("head", Mine, etag), new TableWrite.Insert("a", Mine)], Cancellation);

        Assert.Equal((BatchFailure.Changed, 0), (result.Failure, result.FailedIndex));
        Assert.Equal("mine", (await table.ReadAsync(Partition, "head", Cancellation))!.Values.Text("Text"));
        Assert.Equal("mine", (await table.ReadAsync(Partition, "a", Cancellation))!.Values.Text("Text"));
    }

    [Fact]
    public async Task A_batch_that_ends_in_unavailable_may_have_been_applied()
    {
        var table = Store(Quick with { MaxRetries = 0 }).Table("Things");
        Proxy.Next(ProxyFault.CutAfterApplied);

        // Not tried again, so one that did not get as far as the proxy is unavailable as well, and met no fault yet.
        do
        {
            await Assert.ThrowsAsync<TableUnavailableException>(
                () => table.SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation));
        }
        while (Proxy.Requests == 0);

        // The connection that was cut may still be in the pool: this one asks again.
        var row = await Store(Quick).Table("Things").ReadAsync(Partition, "a", Cancellation);
        Assert.True(row is not null, $"The row is not there. The write was answered: {Proxy.LastApplied}");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("escaped")]
    [InlineData("binary")]
    [InlineData("scalars")]
    public async Task A_batch_is_never_longer_on_the_wire_than_it_was_taken_for(string kind)
    {
        var values = new RowValues();
        for (var i = 0; i < 10; i++)
        {
            values[$"N{i}"] = kind switch
            {
                "text" => new string('x', 10_000),
                "escaped" => string.Concat(Enumerable.Repeat("\"<&>+'\u00e9\u65e5\0", 1_000)),
                "binary" => RandomNumberGenerator.GetBytes(10_000),
                _ => i % 2 == 0 ? long.MinValue : (object)DateTimeOffset.MaxValue,
            };
        }
        var key = string.Concat(Enumerable.Repeat("\u65e5\u672c", 50));
        List<TableWrite> writes = [.. Enumerable.Range(0, 5).Select(n => new TableWrite.Insert($"{key}{n}", values))];
        var expected = writes.Sum(write => TableBytes.OfRequest(key, write));

        await Store(Quick).Table("Things").SubmitAsync(key, writes, Cancellation);

        Assert.InRange(Proxy.LastBodyLength, kind is "text" or "binary" ? expected * 9 / 10 : 1, expected);
    }
}
