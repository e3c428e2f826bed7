using System.Net;
using System.Net.Sockets;

namespace BuyOrder.Testing.Servers;

/// <summary>A way to the storage that can be held up or closed: what a slow or unreachable storage looks like from the app.</summary>
internal sealed class StorageSwitch : IAsyncDisposable
{
    private readonly int target;
    private readonly CancellationTokenSource ended = new();
    private readonly List<TcpClient> connections = [];
    private TcpListener? listener;
    private volatile TaskCompletionSource open = Completed();
    private volatile TaskCompletionSource held = New();

    public StorageSwitch(int targetPort, int port) => (target, Port) = (targetPort, port);

    public int Port { get; }

    /// <summary>Completes when bytes are being held back.</summary>
    public Task Held => held.Task;

    /// <summary>Connections are refused until this is called.</summary>
    public void Open()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    /// <summary>Connections are cut and refused from now on.</summary>
    public void Close()
    {
        listener?.Stop();
        lock (connections)
        {
            foreach (var connection in connections)
                connection.Dispose();
            connections.Clear();
        }
    }

    /// <summary>Bytes that the app sends wait from now on.</summary>
    public void Hold() => (held, open) = (New(), New());

    public void Release() => open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        Release();
        Close();
        listener?.Dispose();
        ended.Dispose();
    }

    private async Task AcceptAsync(TcpListener accepting)
    {
        try
        {
            while (true)
                _ = ServeAsync(await accepting.AcceptTcpClientAsync(ended.Token));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        lock (connections)
            connections.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target, ended.Token);
            await Task.WhenAny(CopyAsync(client, server, isHeld: true), CopyAsync(server, client, isHeld: false));
        }
        catch (Exception cut) when (cut is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut.
        }
        client.Dispose();
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool isHeld)
    {
        var buffer = new byte[64 * 1024];
        while (await from.GetStream().ReadAsync(buffer, ended.Token) is > 0 and var read)
        {
            if (isHeld && !open.Task.IsCompleted)
            {
                held.TrySetResult();
                await open.Task.WaitAsync(ended.Token);
            }
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), ended.Token);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Completed()
    {
        var source = New();
        source.SetResult();
        return source;
    }
}
