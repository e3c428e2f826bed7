using System.Diagnostics;
using BuyOrder.Functions.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>A worker whose local host is killed does not stay behind.</summary>
public sealed class ParentWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_ends_when_the_one_that_it_is_to_end_with_is_killed()
    {
        using var parent = Process.Start("sleep", ["600"]);
        using var lifetime = new Lifetime();
        using var watch = new ParentWatch(parent.Id, lifetime, NullLogger<ParentWatch>.Instance);
        await watch.StartAsync(Cancellation);
        Assert.False(lifetime.Stopping.IsCompleted);

        parent.Kill();

        await lifetime.Stopping.WaitAsync(Patience, Cancellation);
    }

    [Fact]
    public async Task Process_ends_when_the_other_has_ended_before_it_could_look()
    {
        using var parent = Process.Start("true");
        await parent.WaitForExitAsync(Cancellation);
        using var lifetime = new Lifetime();
        using var watch = new ParentWatch(parent.Id, lifetime, NullLogger<ParentWatch>.Instance);

        await watch.StartAsync(Cancellation);

        await lifetime.Stopping.WaitAsync(Patience, Cancellation);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource source = new();
        private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Stopping => stopping.Task;

        public CancellationToken ApplicationStarted => source.Token;

        public CancellationToken ApplicationStopping => source.Token;

        public CancellationToken ApplicationStopped => source.Token;

        public void StopApplication() => stopping.TrySetResult();

        public void Dispose() => source.Dispose();
    }
}
