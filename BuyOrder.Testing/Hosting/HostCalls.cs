using BuyOrder.Local.Hosting;
using BuyOrder.Local.Worker;

namespace BuyOrder.Testing.Hosting;

/// <summary>Invocations as the Functions host makes them, at once and without its queues and schedules.</summary>
internal sealed class HostCalls(LocalHost host)
{
    /// <summary>The queue function with one batch.</summary>
    public Task<InvocationResult> DeliverAsync(IEnumerable<byte[]> bodies, int deliveryCount = 1) =>
        InvokeAsync("RecordRevenue", HostInvocations.Batch([.. bodies], deliveryCount));

    /// <summary>A timer that is due.</summary>
    public Task<InvocationResult> FireAsync(string function) => InvokeAsync(function, HostInvocations.Timer());

    public Task<InvocationResult> InvokeAsync(string function, Invocation invocation) =>
        host.InvokeAsync(function, invocation, TestRun.Cancellation);
}
