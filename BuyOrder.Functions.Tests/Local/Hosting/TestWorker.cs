using BuyOrder.Local.Worker.Messages;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace BuyOrder.Functions.Tests.Local.Hosting;

/// <summary>
/// The worker of a <see cref="TestApp"/>: whenever its process has been started, connects to the host in its name and answers as the app wants.
/// </summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private static readonly Marshaller<StreamingMessage> Marshaller =
        Marshallers.Create((StreamingMessage message) => message.ToByteArray(), (byte[] bytes) => StreamingMessage.Parser.ParseFrom(bytes));

    private static readonly Method<StreamingMessage, StreamingMessage> EventStream = new(
        MethodType.DuplexStreaming,
        "AzureFunctionsRpcMessages.FunctionRpc",
        "EventStream",
        Marshaller,
        Marshaller);

    private readonly CancellationTokenSource ended = new();
    private readonly TestApp app;
    private readonly string? httpAddress;
    private readonly Task watching;

    /// <param name="app">What it is like.</param>
    /// <param name="httpAddress">Of the server that stands for the worker's own.</param>
    public TestWorker(TestApp app, string? httpAddress)
    {
        (this.app, this.httpAddress) = (app, httpAddress);
        watching = WatchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await watching;
        ended.Dispose();
    }

    private async Task WatchAsync()
    {
        var lives = new Dictionary<int, Task>();
        while (!ended.IsCancellationRequested)
        {
            foreach (var process in app.Starts().Where(process => !lives.ContainsKey(process)))
                lives.Add(process, LiveAsync(process));
            await Task.Delay(Poll, CancellationToken.None);
        }
        await Task.WhenAll(lives.Values);
    }

    private async Task LiveAsync(int process)
    {
        var arguments = app.ArgumentsOf(process);
        if (File.Exists(Path.Combine(app.Folder, "refuse-start")))
            return;
        using var channel = GrpcChannel.ForAddress(Argument("--functions-uri"), new GrpcChannelOptions { MaxReceiveMessageSize = null });
        using var stream = channel.CreateCallInvoker().AsyncDuplexStreamingCall(EventStream, null, new CallOptions(cancellationToken: ended.Token));
        using var writing = new SemaphoreSlim(1);
        try
        {
            await SendAsync(new StreamingMessage { StartStream = new StartStream { WorkerId = Argument("--functions-worker-id") } });
            await foreach (var message in stream.ResponseStream.ReadAllAsync(ended.Token))
                _ = TakeAsync(message, SendAsync);
        }
        catch (Exception e) when (e is Grpc.Core.RpcException or OperationCanceledException)
        {
            // The host has closed the stream, or the test is over.
            return;
        }

        string Argument(string name) => arguments[arguments.ToList().IndexOf(name) + 1];

        async Task SendAsync(StreamingMessage message)
        {
            await writing.WaitAsync(ended.Token);
            await stream.RequestStream.WriteAsync(message, ended.Token);
            writing.Release();
        }
    }

    private async Task TakeAsync(StreamingMessage message, Func<StreamingMessage, Task> answer)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.WorkerInitRequest:
                var init = new WorkerInitResponse { Result = TestApp.Done() };
                if (httpAddress is not null)
                    init.Capabilities["HttpUri"] = httpAddress;
                await answer(new StreamingMessage { RequestId = message.RequestId, WorkerInitResponse = init });
                break;
            case StreamingMessage.ContentOneofCase.FunctionsMetadataRequest:
                var told = new FunctionMetadataResponse { Result = TestApp.Done(), FunctionMetadataResults = { app.Functions } };
                await answer(new StreamingMessage { RequestId = message.RequestId, FunctionMetadataResponse = told });
                break;
            case StreamingMessage.ContentOneofCase.FunctionLoadRequest:
                var loaded = new FunctionLoadResponse { FunctionId = message.FunctionLoadRequest.FunctionId, Result = TestApp.Done() };
                await answer(new StreamingMessage { RequestId = message.RequestId, FunctionLoadResponse = loaded });
                break;
            case StreamingMessage.ContentOneofCase.InvocationRequest:
                var request = message.InvocationRequest;
                app.Calls.Enqueue(request);
                var response = new InvocationResponse { InvocationId = request.InvocationId, Result = await app.Answer(request) };
                await answer(new StreamingMessage { InvocationResponse = response });
                break;
            case StreamingMessage.ContentOneofCase.InvocationCancel:
                app.Cancelled.Enqueue(message.InvocationCancel.InvocationId);
                break;
            case StreamingMessage.ContentOneofCase.WorkerTerminate:
                app.Terminated.Enqueue(message.WorkerTerminate);
                app.Exit(1);
                break;
        }
    }
}
