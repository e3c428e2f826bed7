using Amqp;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>
/// Holds back what the library writes at once after the SASL outcome, until the client has spoken. @azure/service-bus waits a minute for
/// what it has already got, when header and outcome arrive in one read; and Service Bus never goes first.
/// </summary>
internal sealed class ClientFirstTransport(IAsyncTransport inner) : IAsyncTransport
{
    private readonly TaskCompletionSource spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void SetConnection(Connection connection) => inner.SetConnection(connection);

    public async Task SendAsync(IList<ByteBuffer> bufferList, int listSize)
    {
        await spoken.Task;
        await inner.SendAsync(bufferList, listSize);
    }

    public async Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        var read = await inner.ReceiveAsync(buffer, offset, count);
        spoken.TrySetResult();
        return read;
    }

    public void Send(ByteBuffer buffer) => inner.Send(buffer);

    public int Receive(byte[] buffer, int offset, int count) => inner.Receive(buffer, offset, count);

    public void Close()
    {
        spoken.TrySetResult();
        inner.Close();
    }
}
