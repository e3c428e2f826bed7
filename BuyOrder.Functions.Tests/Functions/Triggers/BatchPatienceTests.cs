using System.Text.Json;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Triggers;
using BuyOrder.Storage;
using BuyOrder.Testing.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.Triggers;

/// <summary>How long a batch takes at most, and how a failing one waits for the storage before it is delivered again.</summary>
public sealed class BatchPatienceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider clock = new();
    private bool isUp;
    private int looks;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_that_is_recorded_does_not_wait()
    {
        await NewPatience().RunAsync(_ => Task.CompletedTask, Cancellation);

        Assert.Equal(0, looks);
    }

    [Fact]
    public async Task Failure_of_an_outage_is_told_once_the_storage_answers_again()
    {
        var failing = FailAsync(new TableUnavailableException("down"));
        await PassAsync(TimeSpan.FromSeconds(20));
        Assert.False(failing.IsCompleted);

        isUp = true;
        await PassAsync(Step);

        await Assert.ThrowsAsync<TableUnavailableException>(() => failing);
        Assert.Equal(21, looks);
    }

    [Fact]
    public async Task Failure_of_an_outage_is_told_after_a_minute_at_the_latest()
    {
        var failing = FailAsync(new TableUnavailableException("down"));
        await PassAsync(BatchPatience.OutagePause - Step);
        Assert.False(failing.IsCompleted);

        await PassAsync(Step);

        await Assert.ThrowsAsync<TableUnavailableException>(() => failing);
    }

    [Fact]
    public async Task Failure_of_an_outage_costs_a_moment_even_when_the_storage_answers()
    {
        isUp = true;

        var failing = FailAsync(new TableUnavailableException("down"));
        Assert.False(failing.IsCompleted);
        await PassAsync(Step);

        await Assert.ThrowsAsync<TableUnavailableException>(() => failing);
    }

    [Fact]
    public async Task Failure_of_another_kind_is_told_at_once()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => FailAsync(new InvalidDataException("a row")));

        Assert.Equal(0, looks);
    }

    [Fact]
    public async Task Batch_that_takes_too_long_is_given_up_and_fails()
    {
        var hanging = NewPatience().RunAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, token), Cancellation);

        await PassAsync(BatchPatience.Limit);

        await Assert.ThrowsAsync<TimeoutException>(() => hanging);
    }

    [Fact]
    public async Task Waiting_ends_with_the_time_of_the_batch()
    {
        var slow = NewPatience().RunAsync(
            async _ =>
            {
                await Task.Delay(BatchPatience.Limit - TimeSpan.FromSeconds(10), clock, Cancellation);
                throw new TableUnavailableException("down");
            },
            Cancellation);

        await PassAsync(BatchPatience.Limit);

        await Assert.ThrowsAsync<TableUnavailableException>(() => slow);
    }

    [Fact]
    public async Task Host_that_gives_the_call_up_is_not_kept_waiting()
    {
        using var host = new CancellationTokenSource();
        var failing = NewPatience().RunAsync(_ => Task.FromException(new TableUnavailableException("down")), host.Token);
        await PassAsync(Step);

        await host.CancelAsync();

        await Assert.ThrowsAsync<TableUnavailableException>(() => failing);
    }

    /// <summary>A message whose lock ends is delivered a second time; a call that is still at work on it then does its work for nothing.</summary>
    [Fact]
    public void Batch_ends_well_before_the_lock_of_its_messages()
    {
        var longest = Readiness.TriggerPatience + BatchPatience.Limit;

        Assert.InRange(longest, BatchPatience.OutagePause, TimeSpan.FromMinutes(4));
        Assert.InRange(longest + Margin, TimeSpan.Zero, BatchPatience.LockDuration);
    }

    [Fact]
    public void Host_lets_the_longest_function_run_to_its_end()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(BuiltApp.Repository, "host.json")));

        var limit = TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!, null);

        Assert.Equal(TimeSpan.FromMinutes(30), limit);
        Assert.True(Readiness.TriggerPatience + BatchPatience.Limit < limit);
    }

    private Task FailAsync(Exception failure) => NewPatience().RunAsync(_ => Task.FromException(failure), Cancellation);

    private async Task PassAsync(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += Step)
        {
            clock.Advance(Step);
            await Task.Yield();
        }
    }

    private BatchPatience NewPatience() => new(
        _ =>
        {
            looks++;
            return Task.FromResult(isUp);
        },
        clock);
}
