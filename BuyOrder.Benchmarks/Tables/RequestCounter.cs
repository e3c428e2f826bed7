namespace BuyOrder.Benchmarks.Tables;

/// <summary>Counts the requests that pass and the bytes of their answers.</summary>
internal sealed class RequestCounter() : DelegatingHandler(new SocketsHttpHandler { MaxConnectionsPerServer = MaxConnections })
{
    /// <summary>As many as the SDK's own shared connections allow.</summary>
    private const int MaxConnections = 50;

    private long requests;
    private long bytes;

    public long Requests => requests;

    public long Bytes => bytes;

    public void Reset() => (requests, bytes) = (0, 0);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requests);
        var answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Interlocked.Add(ref bytes, (await answer.Content.ReadAsByteArrayAsync(cancellationToken)).Length);
        return answer;
    }
}
