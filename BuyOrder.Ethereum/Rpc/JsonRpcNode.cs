using Polly;
using Polly.Retry;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A node behind an HTTP endpoint that speaks JSON-RPC 2.0. Safe for concurrent use.</summary>
public sealed class JsonRpcNode : IEthereumNode
{
    private readonly JsonRpcTransport _transport;
    private readonly JsonRpcOptions _options;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline _retryReads;

    /// <param name="http">
    /// Given by the caller, who also sets credentials on it and disposes of it. It must not follow redirects: <see cref="NodeConnections"/>.
    /// </param>
    /// <param name="endpoint">http or https.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">For timeouts and for the pauses between attempts.</param>
    /// <exception cref="ArgumentException">Another scheme, or an option out of its range.</exception>
    public JsonRpcNode(HttpClient http, Uri endpoint, JsonRpcOptions options, TimeProvider time)
    {
        if (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException("A node's endpoint is an http or https address.", nameof(endpoint));
        }

        _options = options.Checked();
        _time = time;
        Name = options.Name ?? endpoint.Authority;
        _transport = new JsonRpcTransport(http, endpoint, Name, options, time);
        _retryReads = RetryTransientFaults(options, time);
    }

    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">More calls than the options allow.</exception>
    public async Task SendAsync(RpcBatch batch, CancellationToken cancellationToken)
    {
        batch.Seal();
        if (batch.Calls.Count == 0)
        {
            return;
        }

        if (batch.Calls.Count > _options.MaxBatchCalls)
        {
            throw new ArgumentException($"A batch has at most {_options.MaxBatchCalls} calls, not {batch.Calls.Count}.", nameof(batch));
        }

        var request = JsonRpcRequestWriter.Write(batch.Calls);
        using var limit = new CancellationTokenSource(_options.ExchangeTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var pipeline = batch.IsReadOnly ? _retryReads : ResiliencePipeline.Empty;
            var answer = await pipeline
                .ExecuteAsync(async token => await _transport.PostAsync(request, token).ConfigureAwait(false), either.Token)
                .ConfigureAwait(false);
            JsonRpcAnswerReader.Read(answer, batch.Calls, Name);
        }
        catch (NodeUnavailableException e)
        {
            batch.LoseUnanswered(e);
            throw;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            var late = JsonRpcTransport.Late(Name, _options.ExchangeTimeout, e);
            batch.LoseUnanswered(late);
            throw late;
        }
        catch (OperationCanceledException e)
        {
            batch.LoseUnanswered(new NodeUnavailableException(Name, NodeFault.Cancelled, "given up before the answer came.", e));
            throw;
        }
    }

    private static ResiliencePipeline RetryTransientFaults(JsonRpcOptions options, TimeProvider time) =>
        options.MaxReadAttempts == 1
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder { TimeProvider = time }
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = static attempt => ValueTask.FromResult(FaultOf(attempt.Outcome) is { IsTransient: true }),
                    DelayGenerator = static attempt => ValueTask.FromResult(FaultOf(attempt.Outcome)?.RetryAfter),
                    MaxRetryAttempts = options.MaxReadAttempts - 1,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = options.RetryDelay,
                    MaxDelay = options.MaxRetryDelay,
                    UseJitter = true,
                })
                .Build();

    private static NodeUnavailableException? FaultOf(Outcome<object> outcome) => outcome.Exception as NodeUnavailableException;
}
