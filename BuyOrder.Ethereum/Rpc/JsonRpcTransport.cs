using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>One HTTP exchange, with its limits; every way to fail comes out as a <see cref="NodeUnavailableException"/>.</summary>
internal sealed class JsonRpcTransport(HttpClient http, Uri endpoint, string node, JsonRpcOptions options, TimeProvider time)
{
    private const int FirstBufferBytes = 16 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A node that gave no whole answer within this time.</summary>
    public static NodeUnavailableException Late(string node, TimeSpan waited, Exception cause) => new(
        node,
        NodeFault.Timeout,
        string.Create(CultureInfo.InvariantCulture, $"no whole answer within {waited.TotalSeconds} s."),
        cause)
    {
        IsTransient = true,
    };

    public async Task<ReadOnlyMemory<byte>> PostAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Late(node, options.AttemptTimeout, e);
        }
        // A bare SocketException: the peer died in the instant after it had accepted the connection.
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or SocketException)
        {
            throw new NodeUnavailableException(node, NodeFault.Connection, $"the connection failed: {e.Message}", e) { IsTransient = true };
        }
    }

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(request);
        content.Headers.ContentType = Json;
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.RequestMessage?.RequestUri is { } answered && answered != endpoint)
        {
            throw new NodeUnavailableException(node, NodeFault.Redirected, "another address answered in its place.");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw Refused(response);
        }

        if (response.Content.Headers.ContentLength > options.MaxAnswerBytes)
        {
            throw TooLarge();
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await ReadAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(FirstBufferBytes, options.MaxAnswerBytes)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                // One byte over the limit is room enough to see that the answer goes on.
                var grown = (int)Math.Min(2L * buffer.Length, options.MaxAnswerBytes + 1L);
                Array.Resize(ref buffer, grown);
            }

            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > options.MaxAnswerBytes)
            {
                throw TooLarge();
            }
        }
    }

    private NodeUnavailableException Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var wait = RetryAfter(response);
        var comesBack = status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        if (status is >= 300 and < 400)
        {
            return new NodeUnavailableException(
                node, NodeFault.Redirected, string.Create(CultureInfo.InvariantCulture, $"it sends its callers elsewhere (HTTP {status})."))
            {
                HttpStatus = status,
            };
        }

        var words = string.Create(CultureInfo.InvariantCulture, $"it answered HTTP {status}.");
        return new NodeUnavailableException(node, NodeFault.HttpStatus, words)
        {
            HttpStatus = status,
            RetryAfter = wait,
            IsTransient = comesBack && !(wait > options.MaxRetryDelay),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private NodeUnavailableException TooLarge() => new(
        node,
        NodeFault.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"its answer is larger than {options.MaxAnswerBytes} bytes."));
}
