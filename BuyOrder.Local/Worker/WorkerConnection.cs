using System.Collections.Concurrent;
using System.Threading.Channels;
using BuyOrder.Local.Worker.Messages;
using Grpc.Core;

namespace BuyOrder.Local.Worker;

/// <summary>The stream between the host and one life of its worker: questions and their answers, invocations, lines of log.</summary>
internal sealed class WorkerConnection(Action<RpcLog> onLog)
{
    private readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> questions = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> invocations = new();
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker presents it when it connects.</summary>
    public string WorkerId { get; } = Guid.NewGuid().ToString();

    /// <summary>Completes when the worker has connected.</summary>
    public Task Opened => opened.Task;

    /// <summary>Completes when no answer can come any more.</summary>
    public Task Closed => closed.Task;

    public void Send(StreamingMessage message) => outgoing.Writer.TryWrite(message);

    /// <exception cref="WorkerException">The worker went away instead of answering.</exception>
    public async Task<StreamingMessage> AskAsync(StreamingMessage question, CancellationToken cancellation)
    {
        question.RequestId = Guid.NewGuid().ToString();
        var answer = questions[question.RequestId] = NewAnswer<StreamingMessage>();
        Send(question);
        await Task.WhenAny(answer.Task, closed.Task).WaitAsync(cancellation);
        return answer.Task.IsCompleted ? await answer.Task : throw new WorkerException($"The worker went away at {question.ContentCase}.");
    }

    /// <summary>Always gives a result. Cancelling asks the function to end; its answer is still waited for.</summary>
    public async Task<InvocationResult> InvokeAsync(InvocationRequest request, CancellationToken cancellation)
    {
        var id = request.InvocationId;
        var answer = invocations[id] = NewAnswer<InvocationResponse>();
        Send(new StreamingMessage { InvocationRequest = request });
        await using var registration = cancellation.Register(
            () => Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } }));
        await Task.WhenAny(answer.Task, closed.Task);
        invocations.TryRemove(id, out _);
        return answer.Task.IsCompleted ? Judge((await answer.Task).Result) : InvocationResult.Failed("the worker died with it");
    }

    /// <summary>Ends it for everything that waits. What was answered before stays answered.</summary>
    public void Close()
    {
        outgoing.Writer.TryComplete();
        closed.TrySetResult();
    }

    /// <summary>Reads and writes until the worker goes.</summary>
    public async Task ServeAsync(IAsyncStreamReader<StreamingMessage> worker, IServerStreamWriter<StreamingMessage> host, CancellationToken cancellation)
    {
        opened.TrySetResult();
        var writing = WriteAsync(host, cancellation);
        try
        {
            while (await worker.MoveNext(cancellation))
                Take(worker.Current);
        }
        finally
        {
            Close();
        }
        await writing;
    }

    private static TaskCompletionSource<T> NewAnswer<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static InvocationResult Judge(StatusResult result) => result.Status == StatusResult.Types.Status.Success
        ? InvocationResult.Success
        : InvocationResult.Failed(result.Exception?.Message ?? result.Status.ToString());

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> host, CancellationToken cancellation)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(cancellation))
            await host.WriteAsync(message, cancellation);
    }

    private void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                onLog(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (invocations.TryGetValue(message.InvocationResponse.InvocationId, out var invocation))
                    invocation.TrySetResult(message.InvocationResponse);
                break;
            default:
                if (questions.TryRemove(message.RequestId, out var question))
                    question.TrySetResult(message);
                break;
        }
    }
}
