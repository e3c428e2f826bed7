using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Storage;

public sealed class OptimisticWriteTests
{
    [Fact]
    public async Task Lost_race_is_followed_by_another_try_until_one_is_won()
    {
        var tries = 0;

        var result = await OptimisticWrite.RunAsync(() => Task.FromResult(++tries == 3 ? "won" : null), Partitions.Rates, "a day was being written");

        Assert.Equal(("won", 3), (result, tries));
    }

    [Fact]
    public async Task Each_try_is_told_how_many_races_were_lost_before_it()
    {
        var told = new List<int>();

        var result = await OptimisticWrite.RunAsync(
            lost =>
            {
                told.Add(lost);
                return Task.FromResult(lost == 2 ? "won" : null);
            },
            Partitions.Rates,
            "a day was being written");

        Assert.Equal("won", result);
        Assert.Equal([0, 1, 2], told);
    }

    [Fact]
    public async Task Writer_that_loses_every_race_says_so_and_does_not_try_for_ever()
    {
        var tries = 0;

        var error = await Assert.ThrowsAsync<TableUnavailableException>(() => OptimisticWrite.RunAsync(
            () =>
            {
                tries++;
                return Task.FromResult<string?>(null);
            },
            Partitions.Rates,
            "a day was being written",
            maxTries: 4));

        Assert.Equal(("The exchange rates changed 4 times while a day was being written.", 4), (error.Message, tries));
    }
}
