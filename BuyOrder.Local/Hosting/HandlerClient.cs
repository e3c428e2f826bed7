namespace BuyOrder.Local.Hosting;

/// <summary>Sends an invocation to the handler once it is ready.</summary>
internal sealed class HandlerClient(Handler handler) : IDisposable
{
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(25);
    private readonly HttpMessageInvoker http = HandlerHttp.CreateClient();

    public Uri BaseAddress => handler.BaseAddress;

    /// <summary>Waits for the handler, then sends. Only a call that found no listener is made again: nothing of it was sent.</summary>
    /// <exception cref="HttpRequestException">The handler died with the call.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.TryAddWithoutValidation(HandlerHttp.HostVersionHeader, HandlerHttp.HostVersion);
        for (; ; )
        {
            await handler.WaitUntilReadyAsync(cancellation);
            try
            {
                return await http.SendAsync(request, cancellation);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError)
            {
                await Task.Delay(ConnectPause, cancellation);
            }
        }
    }

    public void Dispose() => http.Dispose();
}
