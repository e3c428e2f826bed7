using System.Runtime.CompilerServices;
using BuyOrder.Functions.Triggers;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.Triggers;

public sealed class LargeBatchMemoryTests
{
    [Fact]
    public void Messages_of_a_large_batch_are_gone_a_moment_after_it()
    {
        var clock = new FakeTimeProvider();
        using var memory = new LargeBatchMemory(clock);

        var message = Release(memory);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(message.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Release(LargeBatchMemory memory)
    {
        byte[][] batch = [new byte[LargeBatchMemory.Bytes], new byte[1]];
        memory.Release(batch);
        return new WeakReference(batch[0]);
    }
}
