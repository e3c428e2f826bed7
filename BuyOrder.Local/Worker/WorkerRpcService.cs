using System.Collections.Concurrent;
using BuyOrder.Local.Worker.Messages;
using Grpc.Core;

namespace BuyOrder.Local.Worker;

/// <summary>Where workers connect. Only those are let in that this host has started.</summary>
internal sealed class WorkerRpcService : FunctionRpc.FunctionRpcBase
{
    private readonly ConcurrentDictionary<string, WorkerConnection> expected = new();

    public void Expect(WorkerConnection connection) => expected[connection.WorkerId] = connection;

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        try
        {
            if (!await requestStream.MoveNext(context.CancellationToken)
                || requestStream.Current.StartStream is not { } start
                || !expected.TryRemove(start.WorkerId, out var connection))
                throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "This host has not started this worker."));
            await connection.ServeAsync(requestStream, responseStream, context.CancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // A worker that dies cuts the stream: its process tells how it ended.
            context.Status = new Status(StatusCode.Cancelled, e.Message);
        }
    }
}
