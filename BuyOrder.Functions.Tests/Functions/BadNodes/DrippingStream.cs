namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>Gives a space every quarter of a second, and has no end.</summary>
internal sealed class DrippingStream(Clockwork clock) : Stream
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The caller goes on with its other work first, and only then time passes.
        await Task.Yield();
        clock.Advance(Pause);
        cancellationToken.ThrowIfCancellationRequested();
        buffer.Span[0] = (byte)' ';
        return 1;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
